-- What every script has that drives a headless Neovim: what it saw goes to $L9_OUT, whatever becomes of it.
local driver = { out = {} }

function driver.finish(code)
  local file = assert(io.open(os.getenv("L9_OUT"), "w"))
  file:write(vim.json and vim.json.encode(driver.out) or vim.fn.json_encode(driver.out))
  file:close()
  vim.cmd(code == 0 and "qa!" or "cquit!")
end

--- @param milliseconds that it may take
function driver.waiter(milliseconds)
  return function(what, holds)
    if not vim.wait(milliseconds, holds, 10) then
      error("timed out: " .. what)
    end
  end
end

function driver.client()
  local list = vim.lsp.get_clients and vim.lsp.get_clients({ name = "l9" }) or vim.tbl_values(vim.lsp.buf_get_clients(0))
  return list[1]
end

--- Runs a script once Neovim has started; a fault ends it with what it saw until then.
function driver.run(main)
  vim.schedule(function()
    local ok, fault = xpcall(main, debug.traceback)
    if not ok then
      driver.out.error = fault
      driver.finish(1)
    end
  end)
end

return driver
