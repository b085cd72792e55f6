using System.Text;
using System.Text.Json.Nodes;

namespace ChatGuard.Tests.Chat.Slack.Fake;

/// <summary>People, groups, conversations and files.</summary>
internal sealed partial class WebApi
{
    private JsonObject UserInfo(ApiCall call)
    {
        var user = workspace.Users.GetValueOrDefault(call.Required("user")) ?? throw new SlackError("user_not_found");
        var profile = new JsonObject { ["real_name"] = user.Name, ["display_name"] = user.Name, ["team"] = user.Team };
        if (installation.Scopes.Contains("users:read.email"))
        {
            profile["email"] = $"{user.Handle}@northwind.example";
        }

        var json = new JsonObject
        {
            ["id"] = user.Id,
            ["team_id"] = user.Team,
            ["name"] = user.Handle,
            ["real_name"] = user.Name,
            ["deleted"] = user.IsDeleted,
            ["is_bot"] = user.IsBot,
            ["profile"] = profile,
        };

        // Of deleted people and of strangers Slack says less.
        if (!user.IsDeleted)
        {
            json["tz"] = "Europe/Berlin";
            json["is_admin"] = false;
            json["is_owner"] = false;
            json["is_restricted"] = user.IsRestricted;
            json["is_ultra_restricted"] = user.IsUltraRestricted;
            json["is_app_user"] = false;
        }

        if (user.IsStranger)
        {
            json["is_stranger"] = true;
        }

        return new JsonObject { ["user"] = json };
    }

    private JsonObject Groups(ApiCall call) => new()
    {
        ["usergroups"] = new JsonArray([.. workspace.Groups.Values.Where(group => !group.IsDisabled || call.Flag("include_disabled")).Select(group => new JsonObject
        {
            ["id"] = group.Id,
            ["team_id"] = SlackWorkspace.Team,
            ["is_usergroup"] = true,
            ["name"] = group.Handle,
            ["handle"] = group.Handle,
            ["date_delete"] = group.IsDisabled ? 1 : 0,
            ["user_count"] = group.Members.Count,
            ["users"] = call.Flag("include_users") ? new JsonArray([.. group.Members.Select(each => JsonValue.Create(each))]) : null,
        })]),
    };

    private JsonObject GroupMembers(ApiCall call)
    {
        var group = workspace.Groups.GetValueOrDefault(call.Required("usergroup"));
        return group is null || (group.IsDisabled && !call.Flag("include_disabled"))
            ? throw new SlackError("no_such_subteam")
            : new JsonObject { ["users"] = new JsonArray([.. group.Members.Select(each => JsonValue.Create(each))]) };
    }

    private JsonObject OpenConversation(ApiCall call)
    {
        var users = call.Text("users")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        var user = users.Length == 0 ? throw new SlackError("users_list_not_supplied")
            : users.Length > 1 ? throw new SlackError("missing_scope", string.Join(',', installation.Scopes)) { Needed = "mpim:write" }
            : workspace.Users.GetValueOrDefault(users[0]) ?? throw new SlackError("user_not_found");
        return user.IsBot ? throw new SlackError("cannot_dm_bot")
            : user.IsDeleted ? throw new SlackError("user_disabled")
            : new JsonObject { ["channel"] = new JsonObject { ["id"] = workspace.Direct(user.Id).Id } };
    }

    private JsonObject ConversationInfo(ApiCall call)
    {
        var channel = Known(call.Required("channel"));
        Need(channel.With is not null ? "im:read" : channel.IsPrivate ? "groups:read" : "channels:read");
        return new JsonObject
        {
            ["channel"] = new JsonObject
            {
                ["id"] = channel.Id,
                ["name"] = channel.Name,
                ["is_channel"] = channel.With is null,
                ["is_im"] = channel.With is not null,
                ["is_private"] = channel.IsPrivate,
                ["is_archived"] = channel.IsArchived,
                ["is_member"] = channel.Members.Contains(SlackWorkspace.Bot),
                ["is_ext_shared"] = channel.Members.Any(member => workspace.Users.GetValueOrDefault(member)?.IsStranger == true),
                ["num_members"] = channel.Members.Count,
            },
        };
    }

    private JsonObject History(ApiCall call)
    {
        var channel = Readable(call);
        var found = channel.Messages.Where(each => each is { EphemeralFor: null, IsDeleted: false } && each.ThreadTs is null).Reverse().ToList();
        return Page(call, found);
    }

    private JsonObject Replies(ApiCall call)
    {
        var channel = Readable(call);
        var ts = call.Required("ts");
        var found = channel.Messages.Where(each => each is { EphemeralFor: null, IsDeleted: false } && (each.Ts == ts || each.ThreadTs == ts)).ToList();
        return found.Count == 0 ? throw new SlackError("thread_not_found") : Page(call, found);
    }

    private SlackChannel Readable(ApiCall call)
    {
        var channel = Known(call.Required("channel"));
        Need(channel.With is not null ? "im:history" : channel.IsPrivate ? "groups:history" : "channels:history");
        return channel.Members.Contains(SlackWorkspace.Bot) ? channel : throw new SlackError("not_in_channel");
    }

    private static JsonObject Page(ApiCall call, List<SlackMessage> found)
    {
        var (oldest, latest) = (call.Text("oldest"), call.Text("latest"));
        var inclusive = call.Flag("inclusive");
        found = [.. found.Where(each => After(each.Ts, oldest, inclusive) && After(latest, each.Ts, inclusive))];
        var limit = int.TryParse(call.Text("limit"), out var wanted) ? Math.Clamp(wanted, 1, 999) : 100;
        var from = 0;
        if (call.Text("cursor") is { Length: > 0 } cursor && (!TryFrom(cursor, out from) || from > found.Count))
        {
            throw new SlackError("invalid_cursor");
        }

        var hasMore = from + limit < found.Count;
        return new JsonObject
        {
            ["messages"] = new JsonArray([.. found.Skip(from).Take(limit).Select(each => each.Json(call.Flag("include_all_metadata")))]),
            ["has_more"] = hasMore,
            ["response_metadata"] = new JsonObject { ["next_cursor"] = hasMore ? Convert.ToBase64String(Encoding.UTF8.GetBytes($"next:{from + limit}")) : "" },
        };
    }

    private static bool After(string? later, string? earlier, bool inclusive) => later is null or "" || earlier is null or ""
        || decimal.Parse(later) > decimal.Parse(earlier) || (inclusive && decimal.Parse(later) == decimal.Parse(earlier));

    private static bool TryFrom(string cursor, out int from)
    {
        from = 0;
        var buffer = new byte[cursor.Length];
        return Convert.TryFromBase64String(cursor, buffer, out var read) && Encoding.UTF8.GetString(buffer, 0, read).Split(':') is ["next", var number] && int.TryParse(number, out from);
    }

    private JsonObject GetUploadUrl(ApiCall call)
    {
        var name = call.Required("filename");
        if (!int.TryParse(call.Required("length"), out var length) || length < 1)
        {
            throw new SlackError("invalid_arguments", "[ERROR] must be a positive number [json-pointer:/length]");
        }

        var id = workspace.NewId("F");
        workspace.Files[id] = new SlackFile(id, name, length);
        return new JsonObject { ["upload_url"] = new Uri(Address, $"/upload/v1/{id}").ToString(), ["file_id"] = id };
    }

    private JsonObject CompleteUpload(ApiCall call)
    {
        if (call.Json("files", "invalid_arguments") is not JsonArray { Count: > 0 } files)
        {
            throw new SlackError("invalid_arguments", "[ERROR] missing required field: files");
        }

        var complete = files.Select(file => (File: workspace.Files.GetValueOrDefault(BlockRules.Value(file?["id"]) ?? "") ?? throw new SlackError("file_not_found"), Title: BlockRules.Value(file?["title"]))).ToList();
        if (complete.Exists(each => each.File.Content is null || each.File.Content.Length != each.File.Length))
        {
            throw new SlackError("file_upload_size_mismatch");
        }

        SlackMessage? message = null;
        if (call.Text("channel_id") is { Length: > 0 } id)
        {
            var channel = Reachable(id);
            message = new SlackMessage(channel.Id, workspace.Stamp(), SlackWorkspace.Bot) { Text = call.Text("initial_comment") ?? "", ThreadTs = call.Text("thread_ts") };
            channel.Messages.Add(message);
        }

        foreach (var (file, title) in complete)
        {
            (file.Title, file.IsComplete) = (title ?? file.Name, true);
            message?.Files.Add(file.Id);
        }

        return new JsonObject { ["files"] = new JsonArray([.. complete.Select(each => new JsonObject { ["id"] = each.File.Id, ["title"] = each.File.Title })]) };
    }
}
