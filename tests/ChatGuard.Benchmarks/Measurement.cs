using System.Diagnostics;
using System.Text.Json;
using ChatGuard.Aws;
using ChatGuard.Chat;
using ChatGuard.CommandLine;
using ChatGuard.Commands;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatGuard.Benchmarks;

/// <summary>One cold <c>posture</c> in this process: reading and judging, the host's start left out.</summary>
/// <param name="Calls">HTTP requests sent to AWS, AssumeRole and retries included.</param>
/// <param name="Seconds">From the question to its answer.</param>
/// <param name="PeakMegabytes">The process's largest working set.</param>
/// <param name="Answer">The answer's title.</param>
internal sealed record Measurement(int Calls, double Seconds, double PeakMegabytes, string Answer)
{
    /// <summary>Tells the program that it is the measured process.</summary>
    public const string Argument = "--measured-process";

    /// <summary>Measures and prints the figures as JSON.</summary>
    public static async Task RunAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddChatGuard(builder.Configuration);
        using var host = builder.Build();
        await host.StartAsync();
        var conversation = host.Services.GetRequiredService<Conversation>();
        var begun = TimeProvider.System.GetTimestamp();
        var reply = await conversation.AnswerAsync(new Question("posture", "console"), CancellationToken.None);
        var took = TimeProvider.System.GetElapsedTime(begun);
        using var process = Process.GetCurrentProcess();
        var measured = new Measurement(host.Services.GetRequiredService<Accounts>().Calls, took.TotalSeconds, process.PeakWorkingSet64 / 1024.0 / 1024.0, reply.Answer.Title);
        Console.WriteLine(JsonSerializer.Serialize(measured));
        await host.StopAsync();
    }
}
