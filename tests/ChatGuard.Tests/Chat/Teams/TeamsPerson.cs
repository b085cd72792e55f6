using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace ChatGuard.Tests.Chat.Teams;

/// <summary>Somebody in Teams: writes, presses buttons, and sees what is shown to them alone.</summary>
/// <param name="teams">Where.</param>
/// <param name="name">As others see it.</param>
/// <param name="id">Such as <c>29:1…</c>: one for each bot and person.</param>
/// <param name="aadObjectId">The person in the tenant.</param>
internal sealed class TeamsPerson(FakeTeams teams, string name, string id, string aadObjectId)
{
    private readonly Lock locked = new();
    private readonly List<TeamsNotice> notices = [];

    public string Name { get; } = name;

    public string Id { get; } = id;

    public string AadObjectId { get; } = aadObjectId;

    public bool IsGuest { get; init; }

    /// <summary>The organisation that the person's account is of.</summary>
    public string Tenant { get; init; } = FakeTeams.Tenant;

    /// <summary>How ChatGuard's configuration names this person.</summary>
    public string Actor => $"teams:{Tenant}/{AadObjectId}";

    /// <summary>What was shown to this person alone, the last last.</summary>
    public IReadOnlyList<TeamsNotice> Notices
    {
        get
        {
            lock (locked)
            {
                return [.. notices];
            }
        }
    }

    public JsonObject Account() => new()
    {
        ["id"] = Id,
        ["aadObjectId"] = AadObjectId,
        ["name"] = Name,
        ["givenName"] = Name,
        ["surname"] = "",
        ["email"] = $"{Name}@northwind.example",
        ["userPrincipalName"] = IsGuest ? $"{Name}_fabrikam.example#EXT#@northwind.example" : $"{Name}@northwind.example",
        ["tenantId"] = Tenant,
        ["userRole"] = IsGuest ? "guest" : "user",
    };

    /// <summary>Writes in the chat with the bot.</summary>
    public Task<TeamsMessage> SayAsync(string text, int deliveries = 1) => teams.WriteAsync(this, teams.Personal(this), null, text, deliveries);

    /// <summary>Mentions the bot in a channel, in a message of its own or in a thread.</summary>
    public Task<TeamsMessage> MentionAsync(TeamsChat channel, string text, TeamsMessage? thread = null, int deliveries = 1) => teams.WriteAsync(this, channel, thread, text, deliveries);

    /// <summary>Presses the button of that title on the card as this person sees it, with what they type in its field.</summary>
    /// <returns>What the person alone is shown: a notice, or the card that replaced theirs.</returns>
    public Task<string> PressAsync(TeamsMessage message, string title, string? typed = null)
    {
        var card = message.CardFor(this);
        Assert.True(card is not null, $"{Name} sees no card: {message.TextFor(this)}");
        return PressAsync(message, TeamsCard.Find(card, title), typed);
    }

    /// <summary>Presses a button that the person may no longer see.</summary>
    public async Task<string> PressAsync(TeamsMessage message, TeamsCard.Button button, string? typed = null)
    {
        if (TeamsCard.Fill(button, typed, out var data) is { } problem)
        {
            return Notice(message, problem);
        }

        if ((string?)button.Action["type"] == "Action.Submit")
        {
            return await InDialogAsync(message, data, typed);
        }

        return Understand(message, await teams.InvokeAsync(this, message, "adaptiveCard/action", TeamsCard.Execute(button, data)));
    }

    /// <summary>Looks at a message again after a while: where its card asks for it, the client fetches this person's own view.</summary>
    public async Task<string> LookAsync(TeamsMessage message)
    {
        if (message.CardFor(this)?["refresh"] is not JsonObject refresh || refresh["action"] is not JsonObject action
            || (refresh["userIds"] is JsonArray ids && !ids.Any(each => (string?)each == Id)))
        {
            return "";
        }

        return Understand(message, await teams.InvokeAsync(this, message, "adaptiveCard/action", new JsonObject { ["action"] = action.DeepClone(), ["trigger"] = "automatic" }));
    }

    /// <summary>Opens a dialog, fills it in and sends it.</summary>
    private async Task<string> InDialogAsync(TeamsMessage message, JsonObject data, string? typed)
    {
        Assert.Equal("task/fetch", (string?)data["msteams"]?["type"]);
        var opened = await teams.InvokeAsync(this, message, "task/fetch", new JsonObject { ["data"] = data, ["context"] = new JsonObject { ["theme"] = "default" } });
        if (opened.Body?["task"] is not JsonObject task || opened.Status != HttpStatusCode.OK)
        {
            return Notice(message, "Something went wrong. Unable to reach app.");
        }

        if ((string?)task["type"] == "message")
        {
            return Notice(message, (string?)task["value"] ?? "");
        }

        Assert.Equal(("continue", "application/vnd.microsoft.card.adaptive"), ((string?)task["type"], (string?)task["value"]!["card"]!["contentType"]));
        var dialog = task["value"]!["card"]!["content"]!.AsObject();
        Assert.Empty(TeamsCard.Problems(dialog));
        Notice(message, TeamsCard.Text(dialog));
        var submit = Assert.Single(TeamsCard.Buttons(dialog));
        if (TeamsCard.Fill(submit, typed, out var filled) is { } problem)
        {
            return Notice(message, problem);
        }

        var sent = await teams.InvokeAsync(this, message, "task/submit", new JsonObject { ["data"] = filled });
        Assert.True(sent.Body is null || (string?)sent.Body["task"]?["type"] is "message" or "continue", sent.Body?.ToJsonString());
        return Notice(message, sent.Status == HttpStatusCode.OK ? (string?)sent.Body?["task"]?["value"] ?? "" : "Something went wrong. Unable to reach app.");
    }

    private string Understand(TeamsMessage message, InvokeAnswer answer)
    {
        if (answer.Status != HttpStatusCode.OK || answer.Body is not { } body)
        {
            return Notice(message, "Something went wrong. Unable to reach app.");
        }

        var value = body["value"];
        switch ((int?)body["statusCode"], (string?)body["type"])
        {
            case (200, "application/vnd.microsoft.card.adaptive") when value is JsonObject card:
                Assert.Empty(TeamsCard.Problems(card));
                message.Views[this] = card;
                message.Chat.Changed();
                return TeamsCard.Text(card);
            case (200, "application/vnd.microsoft.activity.message") when value is JsonValue text:
                return Notice(message, (string?)text ?? "");
            case (400 or 500, "application/vnd.microsoft.error") or (412, "application/vnd.microsoft.error.preconditionFailed") when value is JsonObject error:
                Assert.NotNull((string?)error["code"]);
                return Notice(message, (string?)error["message"] ?? "");
            default:
                throw new Xunit.Sdk.XunitException($"No answer that Teams knows: {body.ToJsonString()}");
        }
    }

    private string Notice(TeamsMessage about, string text)
    {
        lock (locked)
        {
            notices.Add(new($"{about.Id}/notice-{notices.Count}", about, text));
        }

        return text;
    }
}

/// <summary>What a client shows below a card to the one who pressed something on it.</summary>
internal sealed record TeamsNotice(string Id, TeamsMessage About, string Text);

/// <summary>What a bot answered an invoke with; no status where it took too long or the connection broke.</summary>
internal sealed record InvokeAnswer(HttpStatusCode? Status, JsonObject? Body);
