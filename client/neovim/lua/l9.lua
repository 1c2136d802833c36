-- Starts the L9 language server in Neovim 0.7 to 0.10; in 0.11 and later it only calls `vim.lsp.enable`.
local M = {}

local defaults = assert(loadfile(assert(vim.api.nvim_get_runtime_file("lsp/l9.lua", false)[1], "lsp/l9.lua is not on the runtimepath")))()

-- Clients by root, for Neovim 0.7, which does not reuse them itself.
local started = {}

local function root_of(path, markers)
  local folder = vim.fn.fnamemodify(path, ":p:h")
  local escaped = vim.fn.escape(folder, " \\,;*?[{`$")
  for _, marker in ipairs(markers) do
    local found = vim.fn.findfile(marker, escaped .. ";")
    if found == "" then
      found = vim.fn.finddir(marker, escaped .. ";")
    end
    if found ~= "" then
      return (vim.fn.fnamemodify(found, ":p"):gsub("/+$", ""):gsub("/[^/]*$", ""))
    end
  end
  return folder
end

local function start(config, buffer)
  local path = vim.api.nvim_buf_get_name(buffer)
  if path == "" or vim.bo[buffer].buftype ~= "" then
    return
  end
  local root = root_of(path, config.root_markers)
  local client = vim.tbl_extend("force", {}, config, {
    name = "l9",
    root_dir = root,
    workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
  })
  if vim.lsp.start then
    vim.lsp.start(client, { bufnr = buffer })
    return
  end
  local running = started[root] and vim.lsp.get_client_by_id(started[root])
  if not running then
    client.on_exit = function()
      started[root] = nil
    end
    started[root] = vim.lsp.start_client(client)
  end
  vim.lsp.buf_attach_client(buffer, started[root])
end

--- Starts the server for every buffer of its file types, now and later.
---@param options? table replaces parts of `lsp/l9.lua`, such as `cmd`
function M.setup(options)
  local config = vim.tbl_deep_extend("force", defaults, options or {})
  if vim.lsp.config and vim.lsp.enable then
    vim.lsp.config("l9", options or {})
    vim.lsp.enable("l9")
    return
  end
  local group = vim.api.nvim_create_augroup("l9", { clear = true })
  vim.api.nvim_create_autocmd("FileType", {
    group = group,
    pattern = config.filetypes,
    callback = function(event)
      start(config, event.buf)
    end,
  })
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) and vim.tbl_contains(config.filetypes, vim.bo[buffer].filetype) then
      start(config, buffer)
    end
  end
end

return M
