using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace ChatGuard.Tests.Chat.Slack.Fake;

/// <summary>What a Slack workspace holds: people, groups, channels, messages, views and files. One lock guards all of it.</summary>
internal sealed class SlackWorkspace(TimeProvider clock)
{
    public const string Team = "T0NORTH1";
    public const string OtherTeam = "T0OTHER1";
    public const string Bot = "U0GUARDBOT";
    public const string BotId = "B0GUARD001";
    public const string AppId = "A0GUARD001";

    private long stamps;
    private long ids;

    public Lock Gate { get; } = new();

    public TimeProvider Clock { get; } = clock;

    public Dictionary<string, SlackUser> Users { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, SlackGroup> Groups { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, SlackChannel> Channels { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, SlackView> Views { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, SlackFile> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>The Home tab that each person sees.</summary>
    public Dictionary<string, SlackView> Homes { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the workspace knows the blocks of 2026.</summary>
    public bool HasRecentBlocks { get; set; } = true;

    public SlackUser Add(SlackUser user) => Users[user.Id] = user;

    public SlackGroup Add(SlackGroup group) => Groups[group.Id] = group;

    public SlackChannel Add(SlackChannel channel) => Channels[channel.Id] = channel;

    /// <summary>The direct conversation of the app and a person, made when it is first asked for.</summary>
    public SlackChannel Direct(string user)
    {
        var id = $"D{user[1..]}";
        return Channels.TryGetValue(id, out var known) ? known : Add(new SlackChannel(id, "") { With = user, Members = { user, Bot } });
    }

    /// <summary>A message's ts: seconds and a number that no other message has.</summary>
    public string Stamp() => $"{Clock.GetUtcNow().ToUnixTimeSeconds()}.{++stamps % 1_000_000:D6}";

    /// <summary>An id such as <c>V000000001</c>.</summary>
    public string NewId(string prefix) => prefix + (++ids).ToString("D9", CultureInfo.InvariantCulture);

    public static string Secret(int bytes = 12) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));

    /// <summary>The message; null where there is none, or none left.</summary>
    public SlackMessage? Message(string channel, string ts) => Channels.GetValueOrDefault(channel)?.Messages.Find(each => each.Ts == ts && !each.IsDeleted);
}

/// <summary>A person or bot.</summary>
internal sealed record SlackUser(string Id, string Name)
{
    public string Team { get; init; } = SlackWorkspace.Team;

    public bool IsBot { get; init; }

    public bool IsDeleted { get; set; }

    /// <summary>A guest of several channels.</summary>
    public bool IsRestricted { get; init; }

    /// <summary>A guest of one channel.</summary>
    public bool IsUltraRestricted { get; init; }

    /// <summary>Of another workspace, known from a shared channel alone.</summary>
    public bool IsStranger { get; init; }

    /// <summary>The handle, which is no identity.</summary>
    public string Handle => Name.ToLowerInvariant().Replace(' ', '.');
}

/// <summary>A user group.</summary>
internal sealed record SlackGroup(string Id, string Handle, HashSet<string> Members)
{
    public bool IsDisabled { get; set; }
}

internal sealed class SlackChannel(string id, string name)
{
    public string Id { get; } = id;

    public string Name { get; } = name;

    public bool IsPrivate { get; init; }

    public bool IsArchived { get; set; }

    /// <summary>The other one, in a direct conversation.</summary>
    public string? With { get; init; }

    public HashSet<string> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>In the order in which they were posted, ephemeral ones among them.</summary>
    public List<SlackMessage> Messages { get; } = [];
}

internal sealed class SlackMessage(string channel, string ts, string user)
{
    public string Channel { get; } = channel;

    public string Ts { get; } = ts;

    /// <summary>Who wrote it.</summary>
    public string User { get; } = user;

    public string Text { get; set; } = "";

    public JsonArray Blocks { get; set; } = [];

    public string? ThreadTs { get; init; }

    /// <summary>The only one who sees it; null where all do.</summary>
    public string? EphemeralFor { get; init; }

    public JsonObject? Metadata { get; set; }

    /// <summary>Posted through a response_url: chat.update cannot reach it.</summary>
    public bool IsResponse { get; init; }

    /// <summary>The response_url it was posted through; null for those that a command's acknowledgement held.</summary>
    public string? Via { get; init; }

    public int Edits { get; set; }

    public bool IsDeleted { get; set; }

    public List<string> Files { get; } = [];

    public JsonObject Json(bool withMetadata = false)
    {
        var json = new JsonObject { ["type"] = "message", ["user"] = User, ["ts"] = Ts, ["text"] = Text, ["team"] = SlackWorkspace.Team };
        if (User == SlackWorkspace.Bot)
        {
            json["bot_id"] = SlackWorkspace.BotId;
            json["app_id"] = SlackWorkspace.AppId;
        }

        if (Blocks.Count > 0)
        {
            json["blocks"] = Blocks.DeepClone();
        }

        if (ThreadTs is not null)
        {
            json["thread_ts"] = ThreadTs;
        }

        if (Edits > 0)
        {
            json["edited"] = new JsonObject { ["user"] = User, ["ts"] = Ts };
        }

        if (withMetadata && Metadata is not null)
        {
            json["metadata"] = Metadata.DeepClone();
        }

        return json;
    }
}

/// <summary>A modal or a Home tab.</summary>
internal sealed class SlackView(string id, string user, JsonObject payload)
{
    public string Id { get; } = id;

    public string User { get; } = user;

    /// <summary>As the app gave it, block ids filled in.</summary>
    public JsonObject Payload { get; set; } = payload;

    public string Hash { get; set; } = SlackWorkspace.Secret();

    public string RootId { get; init; } = id;

    public string? PreviousId { get; init; }

    /// <summary>How often the app changed it.</summary>
    public int Updates { get; set; }

    public bool IsOpen { get; set; } = true;

    /// <summary>What the person entered: the value by block and action id.</summary>
    public Dictionary<(string Block, string Action), JsonObject> Entered { get; } = [];

    public string Type => BlockRules.Value(Payload["type"]) ?? "";

    public JsonObject Json()
    {
        var json = (JsonObject)Payload.DeepClone();
        json["id"] = Id;
        json["team_id"] = SlackWorkspace.Team;
        json["app_id"] = SlackWorkspace.AppId;
        json["app_installed_team_id"] = SlackWorkspace.Team;
        json["bot_id"] = SlackWorkspace.BotId;
        json["hash"] = Hash;
        json["root_view_id"] = RootId;
        json["previous_view_id"] = PreviousId;
        json["state"] = new JsonObject { ["values"] = Values() };
        foreach (var (key, empty) in new[] { ("private_metadata", ""), ("callback_id", ""), ("external_id", "") })
        {
            json[key] ??= empty;
        }

        return json;
    }

    /// <summary>Every input's value, those left empty too.</summary>
    private JsonObject Values()
    {
        var values = new JsonObject();
        foreach (var (block, element, _) in BlockText.Elements(Payload["blocks"]).Where(each => BlockRules.Value(each.Element["type"]) is not ("button" or "overflow" or "image")))
        {
            var action = BlockRules.Value(element["action_id"])!;
            var value = Entered.TryGetValue((block, action), out var entered) ? (JsonObject)entered.DeepClone() : new JsonObject { ["type"] = BlockRules.Value(element["type"]), ["value"] = element["initial_value"]?.DeepClone() };
            if (values[block] is JsonObject known)
            {
                known[action] = value;
            }
            else
            {
                values[block] = new JsonObject { [action] = value };
            }
        }

        return values;
    }
}

internal sealed record SlackFile(string Id, string Name, int Length)
{
    public byte[]? Content { get; set; }

    public string? Title { get; set; }

    /// <summary>Shared: completeUploadExternal was called.</summary>
    public bool IsComplete { get; set; }
}
