using ChatGuard.Aws;
using ChatGuard.Chat;
using ChatGuard.Chat.Console;
using ChatGuard.Commands;

namespace ChatGuard.CommandLine;

/// <summary><c>chatguard ask</c>: answers one question on the command line.</summary>
internal static class Ask
{
    /// <param name="text">As typed in chat, options included.</param>
    /// <param name="json">One JSON object instead of text.</param>
    /// <param name="csv">A table instead of text.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>0 answered, 2 not understood, 1 failed.</returns>
    public static async Task<int> RunAsync(string text, bool json, bool csv, CancellationToken cancellationToken)
    {
        using var host = Build();
        host.ValidateConfiguration();
        await host.StartAsync(cancellationToken);
        using var progress = new ProgressLine();
        var question = new Question(text, "console") { Progress = progress };
        var reply = await host.Services.GetRequiredService<Conversation>().AnswerAsync(question, cancellationToken);
        progress.Dispose();
        var source = host.Services.GetRequiredService<Accounts>().Source;
        var answered = reply.Outcome == Outcome.Answered || reply.Accounts.Count > 0;
        var written = json ? AnswerJson.Render(reply, source) : csv && answered ? AnswerCsv.Render(reply) : PlainText.Render(reply.Answer, Width());
        if (answered || json)
        {
            await System.Console.Out.WriteLineAsync(written.TrimEnd());
        }

        if (reply.Outcome != Outcome.Answered)
        {
            await System.Console.Error.WriteLineAsync(json || answered ? PlainText.Render(reply.Answer with { Blocks = [] }).TrimEnd() : written.TrimEnd());
        }

        await host.StopAsync(CancellationToken.None);
        return reply.Outcome switch { Outcome.Answered => 0, Outcome.NotUnderstood => 2, _ => 1 };
    }

    private static IHost Build()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders().AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning)
            .AddFilter(typeof(Readings).FullName, LogLevel.Error); // whoever asks needs no database
        builder.Services.AddChatGuard(builder.Configuration);
        return builder.Build();
    }

    private static int Width() => System.Console.IsOutputRedirected ? 100 : Math.Clamp(System.Console.WindowWidth, 60, 160);

    /// <summary>One line on standard error that is rewritten; silent where standard error is no terminal.</summary>
    private sealed class ProgressLine : IProgress<string>, IDisposable
    {
        private readonly Lock gate = new();
        private bool done = System.Console.IsErrorRedirected;
        private int longest;

        public void Report(string value)
        {
            lock (gate)
            {
                if (!done)
                {
                    longest = Math.Max(longest, value.Length);
                    System.Console.Error.Write($"\r{value.PadRight(longest)}");
                }
            }
        }

        public void Dispose()
        {
            lock (gate)
            {
                if (!done && longest > 0)
                {
                    System.Console.Error.Write($"\r{new string(' ', longest)}\r");
                }

                done = true;
            }
        }
    }
}
