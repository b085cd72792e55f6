using ChatGuard.Aws;
using ChatGuard.Core.Answers;
using Microsoft.Extensions.Options;
using Quartz;

namespace ChatGuard.Schedules;

/// <summary>Checks the schedules when ChatGuard starts; names every wrong key with its fix.</summary>
internal sealed class ScheduleValidator(IEnumerable<IChatSurface> surfaces, IOptions<AwsOptions> aws, IServiceProvider services) : IValidateOptions<ScheduleOptions>
{
    private static readonly (TimeSpan Least, TimeSpan Most) Refresh = (TimeSpan.FromMinutes(10), TimeSpan.FromDays(7));

    public ValidateOptionsResult Validate(string? name, ScheduleOptions options)
    {
        var problems = Common(options).Concat(options.Digests.SelectMany((digest, n) => Of(options, digest, n))).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Common(ScheduleOptions options)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone, out _))
        {
            yield return Zone($"{ScheduleOptions.Section}:TimeZone", options.TimeZone);
        }

        if (options.RefreshEvery < Refresh.Least || options.RefreshEvery > Refresh.Most)
        {
            yield return $"{ScheduleOptions.Section}:RefreshEvery is a time from 00:10:00 to 7.00:00:00, not {options.RefreshEvery}";
        }
    }

    private IEnumerable<string> Of(ScheduleOptions options, DigestOptions digest, int n)
    {
        var key = $"{ScheduleOptions.Section}:Digests:{n}";
        if (Name(options, digest, n) is { } name)
        {
            yield return $"{key}:Name {name}";
        }

        if (Channel(digest.Channel) is { } channel)
        {
            yield return $"{key}:Channel {channel}";
        }

        if (Cron(digest.Cron) is { } cron)
        {
            yield return $"{key}:Cron '{digest.Cron}' is no Quartz cron expression such as 0 30 7 ? * MON-FRI: {cron}";
        }

        if (digest.TimeZone.Length > 0 && !TimeZoneInfo.TryFindSystemTimeZoneById(digest.TimeZone, out _))
        {
            yield return Zone($"{key}:TimeZone", digest.TimeZone);
        }

        if (digest.Accounts.Count > 0)
        {
            var known = services.GetRequiredService<Accounts>().Configured;
            foreach (var account in digest.Accounts.Where(account => IsUnknown(account, known)))
            {
                yield return $"{key}:Accounts names '{account}', which is none of {string.Join(", ", known.Select(each => each.Name))}";
            }
        }
    }

    private static string? Name(ScheduleOptions options, DigestOptions digest, int n) => digest.Name switch
    {
        "" => "is empty; give the digest a name such as daily",
        { Length: > 60 } => "is longer than 60 characters",
        var name when options.Digests.FindIndex(other => other.Name == name) != n => $"'{name}' is used by two digests; each needs a name of its own",
        _ => null,
    };

    private string? Channel(string written) => ChannelRef.TryParse(written, out var channel)
        ? surfaces.Any(surface => surface.Owns(channel)) ? null : $"'{written}' belongs to no chat that is set up; there is {string.Join(", ", surfaces.Select(surface => surface.Name))}, and a web channel must be among ChatGuard:Web:Channels"
        : $"is written as surface:channel, such as web:security, not '{written}'";

    private static string? Cron(string written)
    {
        try
        {
            CronExpression.ValidateExpression(written);
            return null;
        }
        catch (FormatException error)
        {
            return error.Message;
        }
    }

    private static string Zone(string key, string name) => $"{key} '{name}' is no time zone of the IANA list, such as Europe/Berlin or Etc/UTC";

    /// <summary>The ambient account may be named by its id, which is known only once it was read.</summary>
    private bool IsUnknown(string account, IReadOnlyList<(string Name, string Id)> known) => !(aws.Value.UseAmbientAccount && account.Length == 12 && account.All(char.IsAsciiDigit))
        && !known.Any(each => each.Id == account || each.Name.Equals(account, StringComparison.OrdinalIgnoreCase));
}
