using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatGuard.Chat.Teams;

/// <summary>The package that an organisation adds ChatGuard to Teams with: the manifest, made of the commands there are, and two icons.</summary>
internal static class TeamsPackage
{
    /// <summary>Stands in the manifest for what each organisation has its own of: the app's id.</summary>
    public const string AnyApp = "00000000-0000-0000-0000-000000000000";

    /// <summary>Commands that Teams' menu, which holds 12, does not suggest; they can be typed all the same.</summary>
    public static readonly IReadOnlyList<string> NotSuggested = ["accounts", "audit", "digest"];

    private const int MostSuggested = 12;

    /// <summary>Teams takes no manifest without a website, and ChatGuard runs at nobody's but its users'.</summary>
    private const string AnyWebsite = "https://example.com/chatguard";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The manifest, as <c>manifest.json</c> holds it.</summary>
    /// <param name="commands">What can be asked.</param>
    /// <param name="appId">The bot's app id.</param>
    /// <param name="website">Where people read about ChatGuard; null for nowhere.</param>
    /// <exception cref="InvalidOperationException">More commands are suggested than Teams takes.</exception>
    public static string Manifest(IEnumerable<CommandHelp> commands, string appId, Uri? website)
    {
        var page = website?.AbsoluteUri ?? AnyWebsite;
        return new JsonObject
        {
            ["$schema"] = "https://developer.microsoft.com/json-schemas/teams/v1.24/MicrosoftTeams.schema.json",
            ["manifestVersion"] = "1.24",
            ["version"] = "1.0.0",
            ["id"] = appId,
            ["developer"] = new JsonObject { ["name"] = "ChatGuard", ["websiteUrl"] = page, ["privacyUrl"] = page, ["termsOfUseUrl"] = page },
            ["name"] = new JsonObject { ["short"] = "ChatGuard", ["full"] = "ChatGuard for AWS accounts" },
            ["description"] = new JsonObject
            {
                ["short"] = "Ask about your AWS accounts' security, read one digest a day, approve fixes.",
                ["full"] = "ChatGuard answers questions about the security of your AWS accounts, posts one digest a day, and carries out a fix that was shown and approved, verifies it and can take it back. It runs at your own organisation.",
            },
            ["icons"] = new JsonObject { ["color"] = "color.png", ["outline"] = "outline.png" },
            ["accentColor"] = "#1F4E79",
            ["bots"] = new JsonArray(new JsonObject
            {
                ["botId"] = appId,
                ["scopes"] = Scopes(),
                ["isNotificationOnly"] = false,
                ["supportsFiles"] = false,
                ["commandLists"] = new JsonArray(new JsonObject { ["scopes"] = Scopes(), ["commands"] = Commands(commands) }),
            }),
            ["validDomains"] = new JsonArray(),
        }.ToJsonString(Readable) + "\n";
    }

    /// <summary>Writes the package.</summary>
    public static async Task WriteAsync(Stream package, string manifest, CancellationToken cancellationToken)
    {
        await using var zip = new ZipArchive(package, ZipArchiveMode.Create, leaveOpen: true);
        await AddAsync(zip, "manifest.json", new MemoryStream(Encoding.UTF8.GetBytes(manifest)), cancellationToken);
        foreach (var icon in new[] { "color.png", "outline.png" })
        {
            await AddAsync(zip, icon, typeof(TeamsPackage).Assembly.GetManifestResourceStream($"ChatGuard.Chat.Teams.{icon}")!, cancellationToken);
        }
    }

    private static async Task AddAsync(ZipArchive zip, string name, Stream content, CancellationToken cancellationToken)
    {
        await using var from = content;
        await using var to = await zip.CreateEntry(name).OpenAsync(cancellationToken);
        await from.CopyToAsync(to, cancellationToken);
    }

    private static JsonArray Scopes() => ["personal", "team", "groupChat"];

    private static JsonArray Commands(IEnumerable<CommandHelp> commands)
    {
        var suggested = commands.Where(command => !NotSuggested.Contains(command.Name)).OrderBy(command => command.Name, StringComparer.Ordinal)
            .Select(command => new JsonObject { ["title"] = command.Name, ["description"] = command.Help }).ToList();
        return suggested.Count <= MostSuggested ? [.. suggested]
            : throw new InvalidOperationException($"Teams' menu holds {MostSuggested} commands, not {suggested.Count}; name those to leave out in {nameof(TeamsPackage)}.{nameof(NotSuggested)}");
    }
}
