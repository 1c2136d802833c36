-- Drives a headless Neovim through a generation from a spec's code action; writes what it saw to $L9_OUT.
local driver = dofile(debug.getinfo(1, "S").source:match("^@(.*/)") .. "driver.lua")
local finish, wait, client = driver.finish, driver.waiter(60000), driver.client
local out = { progress = {}, messages = {}, titles = {}, questions = {} }
driver.out = out

--- Notes what comes in before the editor's own handler shows it.
local function listen(method, note)
  local shown = vim.lsp.handlers[method]
  vim.lsp.handlers[method] = function(err, result, ...)
    note(result)
    return shown(err, result, ...)
  end
end

--- Answers a question about a file: what $L9_KEEP names is kept, everything else replaced.
local function answer(question)
  table.insert(out.questions, question)
  return question:sub(1, #os.getenv("L9_KEEP") + 1) == os.getenv("L9_KEEP") .. " " and "Keep mine" or "Replace"
end

--- The two ways in which versions of Neovim ask.
local function answerQuestions()
  vim.ui.select = function(items, options, choose)
    local chosen = answer(options.prompt)
    for index, item in ipairs(items) do
      if (options.format_item or tostring)(item) == chosen then
        return choose(item, index)
      end
    end
  end
  vim.fn.inputlist = function(lines)
    local chosen = answer(lines[1])
    for _, line in ipairs(lines) do
      if line:find(". " .. chosen, 1, true) then
        return tonumber(line:match("^%s*(%d+)"))
      end
    end
  end
end

local function actions(params)
  local replies = vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 20000) or {}
  for _, reply in pairs(replies) do
    return assert(reply.result, vim.inspect(reply))
  end
end

local function main()
  answerQuestions()
  -- A Neovim that is installed without its parsers fails to open Markdown.
  if vim.treesitter then
    vim.treesitter.start = function() end
  end
  listen("$/progress", function(result)
    local value = result.value
    local text = value.kind == "begin" and value.title or value.message or value.kind
    table.insert(out.progress, { token = tostring(result.token), text = text })
  end)
  listen("window/showMessage", function(result)
    table.insert(out.messages, result.message)
  end)
  vim.cmd("edit " .. vim.fn.fnameescape(os.getenv("L9_SPEC")))
  wait("the client to start", function()
    return client() ~= nil and client().initialized ~= false and client().server_capabilities ~= nil
  end)
  local origin = { line = 0, character = 0 }
  local chosen
  for _, action in ipairs(actions({
    textDocument = vim.lsp.util.make_text_document_params(),
    range = { start = origin, ["end"] = origin },
    context = { diagnostics = {}, only = { "generate" } },
  })) do
    table.insert(out.titles, action.title)
    chosen = chosen or action.command
  end
  local done
  vim.lsp.buf_request(0, "workspace/executeCommand", chosen, function(err, result)
    done = { error = err and err.message, result = result }
  end)
  wait("the generation", function()
    return done ~= nil
  end)
  out.done = done
  out.onDisk = vim.fn.filereadable(os.getenv("L9_REPORT")) == 1
  vim.cmd("wall")
  wait("the files to be attested", function()
    return #out.messages > 1
  end)
  local id = client().id
  vim.lsp.stop_client(id)
  wait("the client to stop", function()
    return vim.lsp.get_client_by_id(id) == nil
  end)
  finish(0)
end

driver.run(main)
