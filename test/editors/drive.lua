-- Drives a headless Neovim through one session with the language server; writes what it saw to $L9_OUT.
local driver = dofile(debug.getinfo(1, "S").source:match("^@(.*/)") .. "driver.lua")
local finish, wait, client = driver.finish, driver.waiter(20000), driver.client
local out = { nvim = tostring(vim.version()) }
driver.out = out

local function rule(diagnostic)
  return diagnostic.code or diagnostic.user_data.lsp.code
end

local function findings(buffer)
  local list = vim.tbl_map(function(diagnostic)
    return { rule = rule(diagnostic), line = diagnostic.lnum + 1, message = diagnostic.message }
  end, vim.diagnostic.get(buffer))
  table.sort(list, function(a, b)
    return a.line == b.line and a.rule < b.rule or a.line < b.line
  end)
  return list
end

local function has(buffer, id, line)
  for _, finding in ipairs(findings(buffer)) do
    if finding.rule == id and (not line or finding.line == line) then
      return finding
    end
  end
end

local function request(method, params)
  local replies = assert(vim.lsp.buf_request_sync(0, method, params, 10000), method .. ": no reply")
  local reply = assert(replies[client().id], method .. ": no reply of the server")
  assert(not reply.error and not reply.err, vim.inspect(reply))
  return reply.result
end

local function open(path)
  vim.cmd("edit " .. vim.fn.fnameescape(path))
  wait("the client to start for " .. path, function()
    return client() ~= nil and client().initialized ~= false and client().server_capabilities ~= nil
  end)
  return vim.api.nvim_get_current_buf()
end

--- Applies the action with a title at a line, as the editor's own command would.
local function apply(line, title)
  local context = { diagnostics = {} }
  local position = { line = line - 1, character = 0 }
  local actions = request("textDocument/codeAction", {
    textDocument = vim.lsp.util.make_text_document_params(),
    range = { start = position, ["end"] = { line = line - 1, character = 500 } },
    context = context,
  })
  for _, action in ipairs(actions or {}) do
    if action.title:find(title, 1, true) then
      vim.lsp.util.apply_workspace_edit(action.edit, client().offset_encoding)
      return action.title
    end
  end
  error("no action " .. title .. " among " .. vim.inspect(vim.tbl_map(function(action)
    return action.title
  end, actions or {})))
end

local function module_session()
  local buffer = open(os.getenv("L9_MODULE"))
  wait("findings of the module", function()
    return has(buffer, "unused_imports")
  end)
  out.module = findings(buffer)
  local before = has(buffer, "unused_imports").line
  vim.api.nvim_buf_set_lines(buffer, 0, 0, false, { "# one more line" })
  wait("the finding to move", function()
    return has(buffer, "unused_imports", before + 1) and not has(buffer, "unused_imports", before)
  end)
  local hovered = has(buffer, "random_uuid")
  local line = vim.api.nvim_buf_get_lines(buffer, hovered.line - 1, hovered.line, false)[1]
  out.hover = request("textDocument/hover", {
    textDocument = vim.lsp.util.make_text_document_params(),
    position = { line = hovered.line - 1, character = line:find("uuid4", 1, true) - 1 },
  }).contents.value
  out.fixed = apply(before + 1, "Remove the unused import")
  wait("the finding to go", function()
    return not has(buffer, "unused_imports")
  end)
  out.fixedLine = vim.api.nvim_buf_get_lines(buffer, before, before + 1, false)[1]
end

local function spec_session()
  local buffer = open(os.getenv("L9_SPEC"))
  wait("findings of the spec", function()
    return has(buffer, "missing_spec_key")
  end)
  out.spec = findings(buffer)
  local missing = has(buffer, "missing_spec_key")
  out.inserted = apply(missing.line, os.getenv("L9_SPEC_FIX"))
  wait("the missing key to be there", function()
    for _, finding in ipairs(findings(buffer)) do
      if finding.message == missing.message then
        return false
      end
    end
    return true
  end)
  local last = vim.api.nvim_buf_line_count(buffer)
  vim.api.nvim_buf_set_lines(buffer, last, last, false, { "  " })
  out.completed = {}
  local reply = request("textDocument/completion", {
    textDocument = vim.lsp.util.make_text_document_params(),
    position = { line = last, character = 2 },
  })
  for _, item in ipairs(reply.items or reply) do
    table.insert(out.completed, item.label)
  end
  vim.api.nvim_buf_set_lines(buffer, last, last + 1, false, {})
  out.specLines = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
end

local function main()
  module_session()
  spec_session()
  local id = client().id
  vim.lsp.stop_client(id)
  wait("the client to stop", function()
    return vim.lsp.get_client_by_id(id) == nil
  end)
  finish(0)
end

driver.run(main)
