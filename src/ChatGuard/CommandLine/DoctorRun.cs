using System.Text.Encodings.Web;
using System.Text.Json;
using ChatGuard.Core.Answers;
using ChatGuard.Doctor;
using ChatGuard.Schedules;
using ChatGuard.Store;
using Microsoft.Extensions.Options;

namespace ChatGuard.CommandLine;

/// <summary><c>chatguard doctor</c>: examines everything ChatGuard depends on, and names what is wrong with its fix. Nothing is started and nothing is changed.</summary>
internal static class DoctorRun
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    /// <param name="json">One JSON object instead of text.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>0 where all is well; 1 where something is wrong.</returns>
    public static async Task<int> RunAsync(bool json, CancellationToken cancellationToken)
    {
        using var host = Build();
        var channels = Channels(host.Services.GetRequiredService<IConfiguration>());
        var all = new List<(string Part, Diagnosis Said)>();
        await foreach (var (part, said) in ExamineAsync(host, channels, cancellationToken))
        {
            all.AddRange(said.Select(each => (part, each)));
            if (!json)
            {
                await System.Console.Out.WriteLineAsync(Text(part, said));
            }
        }

        var wrong = all.Count(each => each.Said.Health == Health.Wrong);
        await System.Console.Out.WriteLineAsync(json
            ? JsonSerializer.Serialize(
                new { schema = "chatguard.doctor/v1", well = wrong == 0, checks = all.Select(each => new { part = each.Part, health = Wording.Kebab(each.Said.Health), what = each.Said.What, fix = each.Said.Fix }) }, Json)
            : wrong == 0 ? "All is well." : $"{Wording.Count(wrong, "thing")} to put right.");
        return wrong == 0 ? 0 : 1;
    }

    private static async IAsyncEnumerable<(string Part, IReadOnlyList<Diagnosis> Said)> ExamineAsync(
        IHost host, IReadOnlyList<ChannelRef> channels, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var settings = Configuration(host);
        yield return ("configuration", settings);
        foreach (var check in host.Services.GetServices<DoctorCheck>())
        {
            yield return (check.Part, await ExamineAsync(check, settings, [.. channels.Where(channel => channel.Surface == check.Part)], cancellationToken));
        }
    }

    private static async Task<IReadOnlyList<Diagnosis>> ExamineAsync(DoctorCheck check, IReadOnlyList<Diagnosis> settings, IReadOnlyList<ChannelRef> channels, CancellationToken cancellationToken)
    {
        try
        {
            return await check.ExamineAsync(channels, cancellationToken);
        }
        catch (Exception error) when (error is OptionsValidationException or AggregateException { InnerException: OptionsValidationException } || settings.Any(problem => problem.What == error.Message))
        {
            return [Diagnosis.Off("not looked at, as settings it needs are wrong (see configuration)")];
        }
        catch (StoreException error)
        {
            return [Diagnosis.Wrong("the database is needed for this and cannot be used (see store)", error.Message)];
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return [Diagnosis.Wrong($"could not be examined: {error.Message}", "Put right what the message names, then run doctor again.")];
        }
    }

    /// <summary>Every wrong setting; each says its key and its fix itself.</summary>
    private static IReadOnlyList<Diagnosis> Configuration(IHost host)
    {
        try
        {
            host.ValidateConfiguration();
            return [Diagnosis.Well("every setting is valid")];
        }
        catch (Exception error) when (Problems(error) is { } problems)
        {
            return [.. problems.Select(problem => Diagnosis.Wrong(problem, "Change this setting in appsettings.json or the environment; ChatGuard does not start before."))];
        }
    }

    private static IReadOnlyList<string>? Problems(Exception error) => error switch
    {
        OptionsValidationException one => [.. one.Failures],
        AggregateException several => [.. several.InnerExceptions.SelectMany(each => Problems(each) ?? [each.Message]).Distinct(StringComparer.Ordinal)],
        InvalidOperationException or FormatException or StoreException => [error.Message],
        _ => null,
    };

    /// <summary>Where ChatGuard is to speak, as it is written: of a configuration that is wrong elsewhere too.</summary>
    private static IReadOnlyList<ChannelRef> Channels(IConfiguration configuration)
    {
        var digests = configuration.GetSection($"{ScheduleOptions.Section}:Digests").GetChildren().Select(digest => digest["Channel"]).ToList();
        var approvals = configuration.GetSection("ChatGuard:Approvals:Rules").GetChildren().SelectMany(rule => rule.GetSection("Notify").GetChildren()).Select(channel => channel.Value);
        var written = (digests.Count > 0 ? digests : [Composition.DefaultChannel(configuration)]).Concat(approvals);
        return [.. written.Select(text => ChannelRef.TryParse(text ?? "", out var channel) ? channel : null).OfType<ChannelRef>().Distinct()];
    }

    private static string Text(string part, IReadOnlyList<Diagnosis> said) => string.Join(Environment.NewLine, said.Select(each =>
    {
        var mark = each.Health switch { Health.Well => "ok", Health.Off => "off", _ => "WRONG" };
        return $"{mark,-5}  {part}: {each.What}{(each.Fix is null ? "" : $"{Environment.NewLine}       {each.Fix}")}";
    }));

    private static IHost Build()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Services.AddChatGuard(builder.Configuration).AddKeysAtStart();
        builder.Services.AddReports(builder.Configuration);
        return builder.Build();
    }
}
