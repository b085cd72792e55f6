using System.Net.WebSockets;
using ChatGuard.Core.Answers;
using ChatGuard.Doctor;
using ChatGuard.Store;
using Microsoft.Extensions.Options;

namespace ChatGuard.Chat.Slack;

/// <summary>What doctor says of Slack: tokens, scopes, and each configured channel. Posts nothing, and opens no connection that would take deliveries.</summary>
internal static class SlackDoctor
{
    /// <summary>How long a connection may be gone before that is called wrong.</summary>
    private static readonly TimeSpan Reconnecting = TimeSpan.FromMinutes(2);

    public static async Task<IReadOnlyList<Diagnosis>> ExamineAsync(IServiceProvider services, IReadOnlyList<ChannelRef> channels, CancellationToken cancellationToken)
    {
        var options = services.GetRequiredService<IOptions<SlackOptions>>().Value;
        if (!options.IsOn)
        {
            return
            [
                options.Missing is { } missing
                    ? Diagnosis.Wrong($"Slack is off: {missing}", $"Set it, as the README's section Slack says, or remove {SlackOptions.Section}:BotToken.")
                    : Diagnosis.Off("Slack is not set up"),
            ];
        }

        var (api, found) = (services.GetRequiredService<SlackApi>(), new List<Diagnosis>());
        await TryAsync(found, "the bot token", async () =>
        {
            var me = await api.CallAsync("auth.test", cancellationToken);
            return Diagnosis.Well($"the bot token is that of {me.Text("user")} in workspace {me.Text("team")} ({me.Text("team_id")})");
        });
        if (found[0].Health == Health.Well)
        {
            found.Add(await ScopesAsync(api, cancellationToken));
            if (options.IsSocket)
            {
                await TryAsync(found, "the app-level token", async () =>
                {
                    await api.OpenSocketAsync(cancellationToken);
                    return Diagnosis.Well("the app-level token opens Socket Mode");
                });
            }

            foreach (var channel in channels)
            {
                await TryAsync(found, $"channel {channel}", () => ChannelAsync(api, channel, cancellationToken));
            }
        }

        return options.IsSocket ? [.. found, .. await SocketsAsync(services, cancellationToken)] : found;
    }

    private static async Task<Diagnosis> ScopesAsync(SlackApi api, CancellationToken cancellationToken)
    {
        var granted = await api.ScopesAsync(cancellationToken);
        var lacking = SlackManifest.Scopes.Where(each => !granted.Contains(each.Scope)).ToList();
        return granted.Count == 0 ? Diagnosis.Off("Slack does not say which scopes the bot token has")
            : lacking.Count == 0 ? Diagnosis.Well("the bot token has every scope of manifests/slack.yaml")
            : Diagnosis.Wrong(
                $"the bot token lacks {string.Join(", ", lacking.Select(each => $"{each.Scope} ({each.For})"))}",
                "Add the scopes under OAuth & Permissions, or paste manifests/slack.yaml under App Manifest, and reinstall the app.");
    }

    /// <summary>How the connections of the replicas that run are, as they wrote it down.</summary>
    internal static async Task<IReadOnlyList<Diagnosis>> SocketsAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var (store, now) = (services.GetRequiredService<Store.Store>(), services.GetRequiredService<TimeProvider>().GetUtcNow());
        var sockets = await store.ExamineAsync(cancellationToken) == Store.Store.Newest ? await store.SlackSocketsAsync(now - SlackSocketState.MaxAge, cancellationToken) : [];
        return sockets.Count == 0 ? [Diagnosis.Off("no ChatGuard that runs on this database keeps a Socket Mode connection")] : [.. sockets.Select(each => Socket(each.Replica, each.Note, now))];
    }

    private static Diagnosis Socket(string replica, SlackSocketNote note, DateTimeOffset now) =>
        note.Reason is null ? Diagnosis.Well($"{replica} is connected by Socket Mode since {Wording.Time(note.Since)}")
        : now - note.Since < Reconnecting ? Diagnosis.Off($"{replica} is connecting by Socket Mode since {Wording.Time(note.Since)} ({note.Reason})")
        : Diagnosis.Wrong(
            $"{replica} has no Socket Mode connection since {Wording.Time(note.Since)} ({note.Reason}): nobody in Slack is answered by it",
            note.Reason == "link_disabled"
                ? $"Turn Socket Mode on in the app's settings, or set {SlackOptions.Section}:Mode to http. It is tried again every ten minutes."
                : "It is tried again by itself. Where it stays so, let it reach wss://*.slack.com through firewall and proxy; its log says 'The connection to Slack was lost' with the reason.");

    /// <summary>Whether the bot is in the channel, where its facts may be read.</summary>
    private static async Task<Diagnosis> ChannelAsync(SlackApi api, ChannelRef channel, CancellationToken cancellationToken)
    {
        try
        {
            var info = (await api.CallAsync("conversations.info", cancellationToken, ("channel", channel.Channel))).Child("channel");
            return info.Is("is_archived") ? Diagnosis.Wrong($"channel {channel} is archived", "Restore it, or name another in the configuration.")
                : info.Is("is_member") || info.Is("is_im") ? Diagnosis.Well($"channel {channel} (#{info.Text("name")}) has ChatGuard in it")
                : Diagnosis.Wrong($"ChatGuard is not in channel {channel} (#{info.Text("name")})", "Invite it there: /invite @ChatGuard");
        }
        catch (SlackException error) when (error.Error == "missing_scope")
        {
            return Diagnosis.Off($"whether ChatGuard is in channel {channel} is not known: that takes the scope channels:read, or groups:read for private ones. The first post shows it.");
        }
    }

    private static async Task TryAsync(List<Diagnosis> found, string what, Func<Task<Diagnosis>> examine)
    {
        try
        {
            found.Add(await examine());
        }
        catch (SlackException error)
        {
            found.Add(Diagnosis.Wrong($"{what} does not work ({error.Error})", error.Message));
        }
    }
}
