-- The commands of the L9 client, whichever way the server is started.
vim.api.nvim_create_user_command("L9UndoRename", function()
  require("l9.undo_rename").undo()
end, { desc = "Undo the last rename of the L9 language server in every file it changed" })
