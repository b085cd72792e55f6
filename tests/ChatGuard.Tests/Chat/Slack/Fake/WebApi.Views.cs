using System.Text.Json.Nodes;

namespace ChatGuard.Tests.Chat.Slack.Fake;

/// <summary>The methods <c>views.*</c>.</summary>
internal sealed partial class WebApi
{
    private const int MostViewCharacters = 250_000;
    private const int DeepestStack = 3;

    private static readonly string[] ViewMembers = ["type", "title", "blocks", "close", "submit", "private_metadata", "callback_id", "clear_on_close", "notify_on_close", "external_id", "submit_disabled"];

    /// <summary>Checks a view and fills in its block ids.</summary>
    /// <exception cref="SlackError">It breaks a rule.</exception>
    public static JsonObject CheckedView(JsonNode? node, string type, SlackWorkspace workspace, string? except = null)
    {
        if (node is not JsonObject view)
        {
            throw new SlackError("invalid_arguments", "[ERROR] missing required field: view");
        }

        var problems = new List<string>();
        problems.AddRange(view.Where(member => !ViewMembers.Contains(member.Key)).Select(member => $"[ERROR] invalid additional property: {member.Key} [json-pointer:/view]"));
        if (BlockRules.Value(view["type"]) != type)
        {
            problems.Add($"[ERROR] must be {type} [json-pointer:/view/type]");
        }

        problems.AddRange(BlockRules.Problems(view["blocks"], type == "home" ? BlockSurface.Home : BlockSurface.Modal, "/view/blocks", workspace.HasRecentBlocks));
        if (type == "modal")
        {
            problems.AddRange(new[] { "title", "submit", "close" }.SelectMany(part => Label(view[part], part, required: part == "title")));
            if (view["blocks"] is JsonArray blocks && blocks.Any(block => BlockRules.Value(block?["type"]) == "input") && view["submit"] is null)
            {
                problems.Add("[ERROR] missing required field: submit [json-pointer:/view]");
            }
        }

        problems.AddRange(new[] { ("private_metadata", 3000), ("callback_id", 255), ("external_id", 255) }
            .Where(limit => BlockRules.Length(BlockRules.Value(view[limit.Item1]) ?? "") > limit.Item2)
            .Select(limit => $"[ERROR] must be less than {limit.Item2 + 1} characters [json-pointer:/view/{limit.Item1}]"));
        if (problems.Count > 0)
        {
            throw new SlackError("invalid_arguments", [.. problems]);
        }

        if (BlockRules.Value(view["external_id"]) is { Length: > 0 } external && workspace.Views.Values.Any(each => each.IsOpen && each.Id != except && BlockRules.Value(each.Payload["external_id"]) == external))
        {
            throw new SlackError("duplicate_external_id");
        }

        if (view.ToJsonString().Length > MostViewCharacters)
        {
            throw new SlackError("view_too_large");
        }

        WithIds((JsonArray)view["blocks"]!);
        return view;
    }

    /// <summary>Shows a view to somebody on top of another one.</summary>
    public static SlackView Show(SlackWorkspace workspace, string user, JsonObject payload, SlackView? below)
    {
        var id = workspace.NewId("V");
        return workspace.Views[id] = new SlackView(id, user, payload) { RootId = below?.RootId ?? id, PreviousId = below?.Id };
    }

    private static IEnumerable<string> Label(JsonNode? node, string part, bool required)
    {
        if (node is null)
        {
            return required ? [$"[ERROR] missing required field: {part} [json-pointer:/view]"] : [];
        }

        return BlockRules.Value(node["type"]) == "plain_text" && BlockRules.Value(node["text"]) is { Length: > 0 } text && BlockRules.Length(text) <= 24
            ? []
            : [$"[ERROR] must be plain_text of 1 to 24 characters [json-pointer:/view/{part}]"];
    }

    private JsonObject OpenView(ApiCall call)
    {
        var trigger = call.Required("trigger_id");
        var payload = CheckedView(call.Json("view", "invalid_arguments"), "modal", workspace);
        return Shown(Show(workspace, triggers.Use(trigger), payload, null));
    }

    private JsonObject PushView(ApiCall call)
    {
        var trigger = call.Required("trigger_id");
        var payload = CheckedView(call.Json("view", "invalid_arguments"), "modal", workspace);
        var user = triggers.Use(trigger);
        var open = workspace.Views.Values.Where(each => each.User == user && each is { IsOpen: true, Type: "modal" }).ToList();
        return open.Count == 0 ? throw new SlackError("not_found")
            : open.Count >= DeepestStack ? throw new SlackError("push_limit_reached")
            : Shown(Show(workspace, user, payload, open[^1]));
    }

    private JsonObject UpdateView(ApiCall call)
    {
        var view = call.Text("view_id") is { } id ? workspace.Views.GetValueOrDefault(id)
            : workspace.Views.Values.FirstOrDefault(each => each.IsOpen && BlockRules.Value(each.Payload["external_id"]) == call.Required("external_id"));
        if (view is not { IsOpen: true })
        {
            throw new SlackError("not_found");
        }

        if (call.Text("hash") is { } hash && hash != view.Hash)
        {
            throw new SlackError("hash_conflict");
        }

        Change(view, CheckedView(call.Json("view", "invalid_arguments"), "modal", workspace, view.Id));
        return Shown(view);
    }

    private JsonObject PublishView(ApiCall call)
    {
        var user = call.Required("user_id");
        if (!workspace.Users.ContainsKey(user))
        {
            throw new SlackError("user_not_found");
        }

        var payload = CheckedView(call.Json("view", "invalid_arguments"), "home", workspace);
        if (workspace.Homes.TryGetValue(user, out var home))
        {
            if (call.Text("hash") is { } hash && hash != home.Hash)
            {
                throw new SlackError("hash_conflict");
            }

            Change(home, payload);
            return Shown(home);
        }

        return Shown(workspace.Homes[user] = Show(workspace, user, payload, null));
    }

    /// <summary>Replaces what a view shows.</summary>
    public static void Change(SlackView view, JsonObject payload)
    {
        view.Payload = payload;
        view.Hash = SlackWorkspace.Secret();
        view.Updates++;
    }

    private static JsonObject Shown(SlackView view) => new() { ["view"] = view.Json() };
}
