---@type vim.lsp.Config
-- Read by `vim.lsp.enable("l9")` of Neovim 0.11; older ones start it with `require("l9").setup()`.
return {
  cmd = { "l9", "lsp", "--stdio" },
  filetypes = { "python", "yaml", "markdown", "typescript", "typescriptreact" },
  root_markers = { "l9.config.yaml", ".git" },
  init_options = { trusted = false },
  handlers = {
    ["textDocument/rename"] = function(...)
      return require("l9.undo_rename").handler(...)
    end,
  },
}
