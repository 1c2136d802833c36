-- Drives a headless Neovim through a generation from a spec's code action; writes what it saw to $L9_OUT.
local out = { progress = {}, messages = {}, titles = {}, questions = {} }

local function finish(code)
  local file = assert(io.open(os.getenv("L9_OUT"), "w"))
  file:write(vim.json and vim.json.encode(out) or vim.fn.json_encode(out))
  file:close()
  vim.cmd(code == 0 and "qa!" or "cquit!")
end

local function wait(what, holds)
  if not vim.wait(60000, holds, 10) then
    error("timed out: " .. what)
  end
end

local function client()
  local list = vim.lsp.get_clients and vim.lsp.get_clients({ name = "l9" }) or vim.tbl_values(vim.lsp.buf_get_clients(0))
  return list[1]
end

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
    context = { diagnostics = {}, only = { "source" } },
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

vim.schedule(function()
  local ok, fault = xpcall(main, debug.traceback)
  if not ok then
    out.error = fault
    finish(1)
  end
end)
