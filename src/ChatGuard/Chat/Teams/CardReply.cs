using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Teams;

/// <summary>What the response to a press holds. For Action.Execute the outcome stands in the body: the response itself is always 200.</summary>
internal static class CardReply
{
    /// <summary>Words for the one who pressed.</summary>
    public static JsonObject Said(TeamsActivity activity, string words) => IsDialog(activity) ? Message(words) : new()
    {
        ["statusCode"] = 200,
        ["type"] = "application/vnd.microsoft.activity.message",
        ["value"] = words,
    };

    /// <summary>A card in place of the one that was pressed, for the one who pressed.</summary>
    public static JsonObject Card(JsonObject card) => new() { ["statusCode"] = 200, ["type"] = AdaptiveCard.ContentType, ["value"] = card };

    /// <summary>Why a plan cannot be approved from a card.</summary>
    public const string TooLong = "This plan is too long to be shown here. What is approved has to be seen whole first: decide it in the web chat, or reject it here.";

    /// <summary>The press makes no sense.</summary>
    public static JsonObject Refused(TeamsActivity activity, string words) => IsDialog(activity) ? Message(words) : Error(400, "BadRequest", words);

    /// <summary>It could not be done now.</summary>
    public static JsonObject Failed(TeamsActivity activity, string words) => IsDialog(activity) ? Message(words) : Error(500, "InternalServerError", words);

    /// <summary>The words of a reply that has some.</summary>
    public static string WordsOf(JsonObject reply) => (reply["value"] ?? reply["task"]?["value"]) switch
    {
        JsonValue value when value.TryGetValue<string>(out var words) => words,
        JsonObject error when error["message"] is JsonValue value && value.TryGetValue<string>(out var words) => words,
        _ => "",
    };

    /// <summary>A dialog that says something.</summary>
    public static JsonObject Message(string words) => new() { ["task"] = new JsonObject { ["type"] = "message", ["value"] = words } };

    /// <summary>A dialog that shows a plan and asks for the reason of what a button does to it.</summary>
    public static JsonObject Dialog(Answer plan, Button button)
    {
        if (button.Verb is Verb.Approve or Verb.BreakGlass && !AdaptiveCard.ShowsWhole(plan))
        {
            return Message(TooLong);
        }

        var card = AdaptiveCard.Render(plan);
        var isRequired = button.Verb == Verb.BreakGlass;
        var data = CardButtons.Data(button);
        data["verb"] = Wording.Kebab(button.Verb);
        card["body"]!.AsArray().Add(CardButtons.ReasonInput(CardButtons.Reason, isRequired ? "Why nobody else can approve" : "Reason (optional)", isRequired));
        card["actions"] = new JsonArray(new JsonObject { ["type"] = "Action.Submit", ["title"] = button.Label, ["data"] = data });
        return new JsonObject
        {
            ["task"] = new JsonObject
            {
                ["type"] = "continue",
                ["value"] = new JsonObject
                {
                    ["title"] = button.Label,
                    ["height"] = "large",
                    ["width"] = "large",
                    ["card"] = new JsonObject { ["contentType"] = AdaptiveCard.ContentType, ["content"] = card },
                },
            },
        };
    }

    private static JsonObject Error(int status, string code, string words) => new()
    {
        ["statusCode"] = status,
        ["type"] = "application/vnd.microsoft.error",
        ["value"] = new JsonObject { ["code"] = code, ["message"] = words },
    };

    private static bool IsDialog(TeamsActivity activity) => activity.Name is "task/fetch" or "task/submit";
}
