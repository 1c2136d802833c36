-- Drives a headless Neovim along what a spec names: from a name to its test and back, and through a rename; writes what it saw to $L9_OUT.
local driver = dofile(debug.getinfo(1, "S").source:match("^@(.*/)") .. "driver.lua")
local finish, wait, client = driver.finish, driver.waiter(60000), driver.client
local out = { places = {}, changed = {}, messages = {}, undone = {} }
driver.out = out

local function here()
  return vim.fn.fnamemodify(vim.api.nvim_buf_get_name(0), ":t") .. ":" .. vim.fn.expand("<cword>")
end

--- Follows the definition under the cursor, and notes where it leads.
local function follow(leads_to)
  vim.lsp.buf.definition()
  wait("the definition in " .. leads_to, function()
    return vim.fn.fnamemodify(vim.api.nvim_buf_get_name(0), ":t") == leads_to
  end)
  wait("the server to have " .. leads_to, function()
    return client() ~= nil
  end)
  table.insert(out.places, here())
end

local function text(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n")
end

local function texts(buffers)
  return vim.tbl_map(text, buffers)
end

local function name(buffer)
  return vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ":t")
end

local function main()
  if vim.treesitter then
    vim.treesitter.start = function() end
  end
  vim.o.hidden = true
  vim.notify = function(message)
    table.insert(out.messages, message)
  end
  vim.cmd("edit " .. vim.fn.fnameescape(os.getenv("L9_SPEC")))
  wait("the client to start", function()
    return client() ~= nil and client().initialized ~= false and client().server_capabilities ~= nil
  end)
  local spec = vim.api.nvim_get_current_buf()
  vim.fn.search("duplicate_event_deduped")
  follow(os.getenv("L9_TEST_NAME"))
  follow(vim.fn.fnamemodify(os.getenv("L9_SPEC"), ":t"))

  -- A name that is taken changes nothing.
  local before = text(spec)
  vim.fn.search("orders_webhook\\.in")
  local at = vim.api.nvim_win_get_cursor(0)
  local refused = vim.lsp.buf_request_sync(0, "textDocument/rename", {
    textDocument = vim.lsp.util.make_text_document_params(),
    position = { line = vim.fn.line(".") - 1, character = vim.fn.col(".") - 1 },
    newName = "orders_webhook.out",
  }, 20000)
  for _, reply in pairs(refused) do
    out.refused = (reply.error or reply.err).message
  end

  local function rename()
    vim.api.nvim_win_set_cursor(0, at)
    vim.lsp.buf.rename(os.getenv("L9_NEW_NAME"))
    wait("the spec to change", function()
      return text(spec) ~= before
    end)
  end
  rename()
  local buffers = {}
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.bo[buffer].modified then
      table.insert(buffers, buffer)
      table.insert(out.changed, name(buffer))
    end
  end
  table.sort(out.changed)
  vim.cmd("silent wall")

  -- One step back in all of them, and in none of them once one has become something else.
  local document = vim.tbl_filter(function(buffer)
    return name(buffer):match("%.md$")
  end, buffers)[1]
  local renamed = texts(buffers)
  vim.api.nvim_buf_set_lines(document, 0, 0, false, { "written since" })
  out.messages = {}
  vim.cmd("L9UndoRename")
  out.kept = out.messages
  vim.api.nvim_buf_set_lines(document, 0, 1, false, {})
  out.untouched = vim.deep_equal(texts(buffers), renamed)
  vim.cmd("silent wall")
  local paths = vim.tbl_map(vim.api.nvim_buf_get_name, buffers)
  -- What was closed meanwhile has lost the history that could undo it.
  vim.cmd("bwipeout " .. document)
  out.messages = {}
  vim.cmd("L9UndoRename")
  vim.cmd("L9UndoRename")
  out.undoing = out.messages
  out.messages = {}
  vim.cmd("silent wall")
  for _, path in ipairs(paths) do
    out.undone[vim.fn.fnamemodify(path, ":t")] = table.concat(vim.fn.readfile(path), "\n") .. "\n"
  end

  rename()
  vim.cmd("silent wall")
  local id = client().id
  vim.lsp.stop_client(id)
  wait("the client to stop", function()
    return vim.lsp.get_client_by_id(id) == nil
  end)
  finish(0)
end

driver.run(main)
