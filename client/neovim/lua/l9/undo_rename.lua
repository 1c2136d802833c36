-- Neovim undoes each buffer by itself. This remembers what a rename did to all of them, so that it is undone as the one step that it was.
local M = {}

-- The renames not undone yet, the latest last: for each changed buffer its text before and after, and where in its undo tree it was before.
local renames = {}

local function text_of(buffer)
  return vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
end

local function same(one, other)
  return table.concat(one, "\n") == table.concat(other, "\n")
end

local function name_of(buffer)
  return vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ":.")
end

--- The buffers that an edit of the protocol changes, loaded as the edit itself would load them.
local function buffers_of(edit)
  local buffers = {}
  local function add(uri)
    local buffer = vim.uri_to_bufnr(uri)
    vim.fn.bufload(buffer)
    buffers[buffer] = true
  end
  for _, change in ipairs(edit.documentChanges or {}) do
    if change.textDocument then
      add(change.textDocument.uri)
    end
  end
  for uri in pairs(edit.changes or {}) do
    add(uri)
  end
  return vim.tbl_keys(buffers)
end

--- Handles the answer to `textDocument/rename` as Neovim does, and remembers what it changed.
function M.handler(err, edit, ...)
  local changed = {}
  for _, buffer in ipairs(not err and type(edit) == "table" and buffers_of(edit) or {}) do
    local sequence = vim.api.nvim_buf_call(buffer, function()
      return vim.fn.undotree().seq_cur
    end)
    table.insert(changed, { path = vim.api.nvim_buf_get_name(buffer), before = text_of(buffer), sequence = sequence })
  end
  local ok, fault = pcall(vim.lsp.handlers["textDocument/rename"], err, edit, ...)
  -- Also of an edit that failed half-way, which is what most needs undoing.
  local rename = {}
  for _, one in ipairs(changed) do
    one.after = text_of(vim.fn.bufnr(one.path))
    if not same(one.before, one.after) then
      table.insert(rename, one)
    end
  end
  if #rename > 0 then
    table.insert(renames, rename)
  end
  if not ok then
    error(fault, 0)
  end
end

--- The buffer of a path, loaded again where it was closed.
local function reopened(path)
  local buffer = vim.fn.bufadd(path)
  vim.fn.bufload(buffer)
  return buffer
end

local function restore(buffer, one)
  vim.api.nvim_buf_call(buffer, function()
    vim.cmd("silent! undo " .. one.sequence)
  end)
  -- A buffer that was closed in between has another history, or none.
  if not same(text_of(buffer), one.before) then
    vim.api.nvim_buf_set_lines(buffer, 0, -1, false, one.before)
  end
end

--- Undoes the last rename in every buffer that it changed; in none, with the reason, where one of them was changed since.
function M.undo()
  local rename = renames[#renames]
  if not rename then
    vim.notify("L9: there is no rename to undo", vim.log.levels.WARN)
    return
  end
  local left, why = {}, {}
  for _, one in ipairs(rename) do
    local buffer = reopened(one.path)
    local text = text_of(buffer)
    if same(text, one.after) then
      left[buffer] = one
      if not vim.bo[buffer].modifiable then
        table.insert(why, name_of(buffer) .. " is not modifiable")
      end
    elseif not same(text, one.before) then
      table.insert(why, name_of(buffer) .. " was changed since")
    end
  end
  if #why > 0 then
    table.sort(why)
    vim.notify("L9: the rename is not undone, in no file: " .. table.concat(why, ", "), vim.log.levels.ERROR)
    return
  end
  table.remove(renames)
  for buffer, one in pairs(left) do
    restore(buffer, one)
  end
  vim.notify(string.format("L9: the rename is undone in %d files; :wall saves them", vim.tbl_count(left)))
end

return M
