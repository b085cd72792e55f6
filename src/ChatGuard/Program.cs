using ChatGuard.CommandLine;

return await Arguments.Root().Parse(args).InvokeAsync();
