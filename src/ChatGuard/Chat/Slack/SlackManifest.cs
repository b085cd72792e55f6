using System.Text;

namespace ChatGuard.Chat.Slack;

/// <summary>
/// The app manifest that makes ChatGuard's Slack app in one paste (Slack's app manifest schema), written from the commands there are. Every scope is there for
/// one thing that <see cref="Scopes"/> names.
/// </summary>
internal static class SlackManifest
{
    /// <summary>The address that the HTTP variant names, to be replaced by one's own.</summary>
    public const string PublicUrl = "https://chatguard.example.com";

    // App manifest schema: usage_hint 1,000 characters.
    private const int LongestHint = 1_000;

    /// <summary>Bot scopes, each with what needs it.</summary>
    public static readonly IReadOnlyList<(string Scope, string For)> Scopes =
    [
        ("app_mentions:read", "@ChatGuard in channels"),
        ("chat:write", "digests, plans and answers"),
        ("commands", "/aws"),
        ("files:write", "long answers as CSV"),
        ("im:history", "questions in direct messages"),
        ("im:write", "answers that cannot be shown where they were asked"),
        ("usergroups:read", "approvers and askers by user group"),
        ("users:read", "who clicks: members, not guests, bots or strangers"),
    ];

    private static readonly string[] Events = ["app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked"];

    /// <param name="commands">Names of the commands, which the hint of <c>/aws</c> lists.</param>
    /// <param name="isSocket">Socket Mode, or HTTP with its addresses.</param>
    public static string Write(IEnumerable<string> commands, bool isSocket)
    {
        var hint = string.Join(" | ", commands.Order(StringComparer.Ordinal));
        hint = hint.Length <= LongestHint ? hint : hint[..(LongestHint - 1)] + "…";
        var yaml = new StringBuilder($"""
            # ChatGuard's Slack app{(isSocket ? ", over Socket Mode: it needs no public address" : $", over HTTP: put your own address in place of {PublicUrl}")}.
            # At api.slack.com/apps choose Create New App, From a manifest, YAML, and paste this.
            # Made from the commands by a test; edit Chat/Slack/SlackManifest.cs instead.
            _metadata:
              major_version: 2
              minor_version: 0
            display_information:
              name: ChatGuard
              description: Answers for your AWS accounts, posts one daily digest, and fixes what you approve.
              background_color: "#1d3557"
            features:
              app_home:
                home_tab_enabled: true
                messages_tab_enabled: true
                messages_tab_read_only_enabled: false
              bot_user:
                display_name: ChatGuard
                always_online: true
              slash_commands:
                - command: /aws
                  description: Ask ChatGuard about your AWS accounts
                  usage_hint: "{hint}"
                  should_escape: true

            """);
        if (!isSocket)
        {
            yaml.Append($"      url: {PublicUrl}/slack/commands\n");
        }

        yaml.Append("oauth_config:\n  scopes:\n    bot:\n");
        foreach (var (scope, use) in Scopes)
        {
            yaml.Append($"      - {scope} # {use}\n");
        }

        yaml.Append("settings:\n  event_subscriptions:\n");
        yaml.Append(isSocket ? "" : $"    request_url: {PublicUrl}/slack/events\n");
        yaml.Append("    bot_events:\n").AppendJoin("", Events.Select(each => $"      - {each}\n"));
        yaml.Append("  interactivity:\n    is_enabled: true\n");
        yaml.Append(isSocket ? "" : $"    request_url: {PublicUrl}/slack/interactions\n");
        yaml.Append($"  org_deploy_enabled: false\n  socket_mode_enabled: {(isSocket ? "true" : "false")}\n  token_rotation_enabled: false\n");
        return yaml.ToString();
    }
}
