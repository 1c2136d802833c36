-- Drives a headless Neovim along what a spec names: from a name to its test and back, and through a rename; writes what it saw to $L9_OUT.
local driver = dofile(debug.getinfo(1, "S").source:match("^@(.*/)") .. "driver.lua")
local finish, wait, client = driver.finish, driver.waiter(60000), driver.client
local out = { places = {}, changed = {}, messages = {} }
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
  local refused = vim.lsp.buf_request_sync(0, "textDocument/rename", {
    textDocument = vim.lsp.util.make_text_document_params(),
    position = { line = vim.fn.line(".") - 1, character = vim.fn.col(".") - 1 },
    newName = "orders_webhook.out",
  }, 20000)
  for _, reply in pairs(refused) do
    out.refused = (reply.error or reply.err).message
  end

  vim.lsp.buf.rename(os.getenv("L9_NEW_NAME"))
  wait("the spec to change", function()
    return text(spec) ~= before
  end)
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.bo[buffer].modified then
      table.insert(out.changed, vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ":t"))
    end
  end
  table.sort(out.changed)
  vim.cmd("silent wall")
  out.renamed = text(spec)
  vim.cmd("silent undo")
  out.undone = text(spec) == before
  vim.cmd("silent redo")
  vim.cmd("silent wall")
  local id = client().id
  vim.lsp.stop_client(id)
  wait("the client to stop", function()
    return vim.lsp.get_client_by_id(id) == nil
  end)
  finish(0)
end

driver.run(main)
