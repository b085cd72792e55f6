using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Slack;

/// <summary>The dialog of a decision: the plan as it will be executed, and a reason. It carries ids and where to answer; who submits it Slack says.</summary>
internal static class SlackModal
{
    private const string Callback = "decide";

    private const string Reason = "reason";

    // Workflow keeps as many characters of a reason.
    private const int LongestReason = 500;

    private const string Wait = "Getting the plan…";

    /// <summary>Stands until the plan is there.</summary>
    public static JsonObject Loading(SlackClick click) => View(click, new JsonArray(SlackText.Paragraph(Wait)));

    /// <summary>Says something instead of asking.</summary>
    public static JsonObject Told(SlackClick click, Answer answer) => View(click, BlockKit.View(answer).Blocks);

    /// <summary>Shows the plan and asks for the reason.</summary>
    public static JsonObject Asking(SlackClick click, Answer plan)
    {
        var (_, blocks, isWhole) = BlockKit.View(plan);
        if (!isWhole && click.Verb is (Verb.Approve or Verb.BreakGlass))
        {
            return Told(click, new Answer("This plan is too long to be shown here", Tone.Warning, [new Block.Text("What is approved has to be seen whole first. Decide it in the web chat, or reject it here.")]));
        }

        var demanded = click.Verb == Verb.BreakGlass;
        blocks.Add(new JsonObject
        {
            ["type"] = "input",
            ["block_id"] = Reason,
            ["optional"] = !demanded,
            ["label"] = SlackText.Object("Reason", 100),
            ["hint"] = SlackText.Object(demanded ? "Everybody who approves here is told it. It stays in the audit." : "It stays in the audit.", 200),
            ["element"] = new JsonObject { ["type"] = "plain_text_input", ["action_id"] = Reason, ["multiline"] = true, ["max_length"] = LongestReason },
        });
        var view = View(click, blocks);
        view["submit"] = SlackText.Object(Name(click.Verb), 24);
        return view;
    }

    /// <summary>What a submitted dialog decides; null where it is none of these.</summary>
    /// <param name="view">As submitted.</param>
    /// <param name="team">The submitter's workspace.</param>
    /// <param name="user">The submitter.</param>
    public static (SlackClick Click, string? Reason)? Read(JsonObject? view, string? team, string user)
    {
        if (view.Text("callback_id") != Callback || view.Text("private_metadata") is not { } carried || JsonNode.Parse(carried) is not JsonObject kept
            || !Enum.TryParse<Verb>(kept.Text("verb"), out var verb))
        {
            return null;
        }

        var place = new SlackPlace(team, user, kept.Text("channel"), kept.Text("thread"), SlackPlace.Address(kept.Text("respond")));
        var reason = view.Child("state").Child("values").Child(Reason).Child(Reason).Text("value")?.Trim();
        return (new SlackClick(verb, kept.Text("proposal") ?? "", kept.Text("nonce") ?? "", place), string.IsNullOrEmpty(reason) ? null : reason);
    }

    private static JsonObject View(SlackClick click, JsonArray blocks) => new()
    {
        ["type"] = "modal",
        ["callback_id"] = Callback,
        ["title"] = SlackText.Object(Name(click.Verb), 24),
        ["close"] = SlackText.Object("Close", 24),
        ["blocks"] = blocks,
        ["private_metadata"] = new JsonObject
        {
            ["verb"] = click.Verb.ToString(),
            ["proposal"] = click.Proposal,
            ["nonce"] = click.Nonce,
            ["channel"] = click.Place.Channel,
            ["thread"] = click.Place.Thread,
            ["respond"] = click.Place.ResponseUrl?.ToString(),
        }.ToJsonString(),
    };

    private static string Name(Verb verb) => verb switch
    {
        Verb.BreakGlass => "Break glass",
        _ => verb.ToString(),
    };
}
