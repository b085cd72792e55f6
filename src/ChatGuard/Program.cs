using System.CommandLine;
using ChatGuard.CommandLine;

// Longer than the host's own limit for draining, or a busy machine would be told 143 instead of 0.
return await Arguments.Root().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(60) });
