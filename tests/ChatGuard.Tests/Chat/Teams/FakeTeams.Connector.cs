using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ChatGuard.Tests.Chat.Teams;

/// <content>The connector's routes: what a bot calls.</content>
internal sealed partial class FakeTeams
{
    private const int MostOfMessage = 100 * 1024;

    private void MapConnector()
    {
        app.MapPost("/{tenant}/oauth2/v2.0/token", (string tenant, HttpRequest request) => Tokens.GrantAsync(tenant, request));
        var connector = app.MapGroup("/amer/v3").AddEndpointFilter(async (call, next) =>
        {
            var request = call.HttpContext.Request;
            object? result = Faults.IsDown ? Results.StatusCode(503)
                : Tokens.Accepts(request) ? await next(call)
                : Error(401, "Unauthorized", "Authorization has been denied for this request.");
            Calls.Enqueue($"{request.Method} {(result as IStatusCodeHttpResult)?.StatusCode ?? 0} {request.Path.Value!["/amer/v3/".Length..]}");
            return result;
        });
        connector.MapPost("/conversations", (Delegate)CreateAsync);
        connector.MapPost("/conversations/{conversation}/activities", (string conversation, HttpContext http) => SendAsync(conversation, null, http));
        connector.MapPost("/conversations/{conversation}/activities/{activity}", (string conversation, string activity, HttpContext http) => SendAsync(conversation, activity, http));
        connector.MapPut("/conversations/{conversation}/activities/{activity}", EditAsync);
        connector.MapDelete("/conversations/{conversation}/activities/{activity}", Delete);
        connector.MapGet("/conversations/{conversation}/members/{member}", Member);
        connector.MapGet("/conversations/{conversation}/pagedmembers", Members);
        connector.MapGet("/teams/{team}", (string team) => team == TeamId ? Results.Json(new JsonObject { ["id"] = TeamId, ["name"] = "Security", ["aadGroupId"] = AppId }) : NotFound());
        connector.MapGet("/teams/{team}/conversations", (string team) => team == TeamId ? Results.Json(new JsonObject
        {
            ["conversations"] = new JsonArray([.. chats.Values.Where(chat => chat.Kind == "channel").Select(chat => new JsonObject { ["id"] = chat.Id, ["name"] = chat.Name })]),
        }) : NotFound());
    }

    private async Task<IResult> SendAsync(string conversation, string? replyTo, HttpContext http)
    {
        if (Find(conversation) is not var (chat, root) || (replyTo is not null && Written(chat, replyTo) is null))
        {
            return NotFound();
        }

        var (activity, refusal) = await ReadAsync(http, chat);
        if (refusal is not null)
        {
            return refusal;
        }

        if (!sends.TryTake(chat.Id + root, out var wait))
        {
            return Throttled(wait);
        }

        var thread = chat.Kind != "channel" ? null : root ?? (replyTo is null ? null : Written(chat, replyTo)!.Root ?? replyTo);
        return await FailingAsync(http, 201, () => (string?)activity!["type"] == "typing" ? TeamsMessage.NewId(clock) : Post(chat, thread, activity!).Id);
    }

    private async Task<IResult> CreateAsync(HttpContext http)
    {
        var (asked, _) = await BodyAsync(http);
        if (asked is null)
        {
            return Error(400, "BadSyntax", "The request is no JSON object.");
        }

        if ((bool?)asked["isGroup"] == true)
        {
            if ((string?)asked["channelData"]?["channel"]?["id"] is not { } id || !chats.TryGetValue(id, out var chat) || asked["activity"] is not JsonObject activity)
            {
                return Error(400, "BadArgument", "A channel and an activity are needed.");
            }

            if (Unfit(activity, chat) is { } refusal)
            {
                return refusal;
            }

            return creations.TryTake(chat.Id, out var wait) ? await FailingAsync(http, 201, () => Post(chat, null, activity).Id, message => new JsonObject { ["id"] = chat.ThreadId(message), ["activityId"] = message }) : Throttled(wait);
        }

        var to = (string?)asked["members"]?[0]?["id"];
        var person = people.Values.FirstOrDefault(each => each.Id == to || each.AadObjectId == to);
        if (person is null || (string?)asked["channelData"]?["tenant"]?["id"] != person.Tenant || person.Tenant != Tenant)
        {
            return Error(403, "Forbidden", "The bot may not write to this person.");
        }

        return creations.TryTake(person.Id, out var later) ? Results.Json(new JsonObject { ["id"] = Personal(person).Id }, statusCode: 201) : Throttled(later);
    }

    private async Task<IResult> EditAsync(string conversation, string activity, HttpContext http)
    {
        if (Find(conversation) is not var (chat, root) || Written(chat, activity) is not { From: null, IsDeleted: false } message || (root is not null && root != (message.Root ?? message.Id)))
        {
            return NotFound();
        }

        var (written, refusal) = await ReadAsync(http, chat);
        return refusal ?? await FailingAsync(http, 200, () =>
        {
            message.Activity = written!;
            message.History.Add(written!);
            message.Views.Clear();
            chat.Changed();
            return message.Id;
        });
    }

    private IResult Delete(string conversation, string activity)
    {
        if (Find(conversation) is not var (chat, _) || Written(chat, activity) is not { From: null } message)
        {
            return NotFound();
        }

        message.IsDeleted = true;
        chat.Changed();
        return Results.StatusCode(200);
    }

    private IResult Member(string conversation, string member) =>
        Roster(conversation) is not { } roster ? NotFound()
        : !lookUps.TryTake(conversation, out var wait) ? Throttled(wait)
        : roster.FirstOrDefault(each => each.Id == member || each.AadObjectId == member) is { } person ? Results.Json(person.Account()) : NotFound();

    private IResult Members(string conversation, int? pageSize, string? continuationToken)
    {
        if (Roster(conversation) is not { } roster)
        {
            return NotFound();
        }

        if (!lookUps.TryTake(conversation, out var wait))
        {
            return Throttled(wait);
        }

        var from = int.Parse(continuationToken ?? "0", CultureInfo.InvariantCulture);
        var size = Math.Clamp(pageSize ?? 200, 50, 500);
        var all = roster.OrderBy(person => person.Id, StringComparer.Ordinal).ToList();
        return Results.Json(new JsonObject
        {
            ["members"] = new JsonArray([.. all.Skip(from).Take(size).Select(person => person.Account())]),
            ["continuationToken"] = from + size < all.Count ? (from + size).ToString(CultureInfo.InvariantCulture) : null,
        });
    }

    /// <summary>Does it, unless something is to go wrong; says so, unless that goes wrong.</summary>
    private async Task<IResult> FailingAsync(HttpContext http, int status, Func<string> act, Func<string, JsonObject>? answer = null)
    {
        var fault = Faults.Take();
        if (fault is TeamsFault.Throttled)
        {
            return Throttled(TimeSpan.FromSeconds(1));
        }

        if (fault is TeamsFault.PreconditionFailed)
        {
            return Error(412, "PreconditionFailed", "The conversation changed meanwhile.");
        }

        var id = fault is TeamsFault.BadGateway ? "" : act();
        if (fault is TeamsFault.DeliveredButCut)
        {
            http.Abort();
            await Task.Yield();
        }

        return fault is TeamsFault.BadGateway or TeamsFault.DeliveredButBadGateway
            ? Results.Content("<html><head><title>502 Bad Gateway</title></head></html>", "text/html", Encoding.UTF8, 502)
            : Results.Json(answer?.Invoke(id) ?? new JsonObject { ["id"] = id }, statusCode: status);
    }

    private TeamsMessage Post(TeamsChat chat, string? thread, JsonObject activity)
    {
        var message = new TeamsMessage(TeamsMessage.NewId(clock), chat, thread, null) { Activity = activity };
        message.History.Add(activity);
        return chat.Add(message);
    }

    private async Task<(JsonObject? Activity, IResult? Refusal)> ReadAsync(HttpContext http, TeamsChat chat)
    {
        var (activity, characters) = await BodyAsync(http);
        return activity is null ? (null, Error(400, "BadSyntax", "The request is no JSON object."))
            : characters * 2 > MostOfMessage ? (null, Error(413, "MessageSizeTooBig", "Message size too large."))
            : (activity, Unfit(activity, chat));
    }

    private IResult? Unfit(JsonObject activity, TeamsChat chat)
    {
        if (!chat.IsOpen)
        {
            return chat.Kind == "personal" ? Error(403, "MessageWritesBlocked", "User blocked the conversation.") : Error(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.");
        }

        if ((string?)activity["type"] is not ("message" or "typing"))
        {
            return Error(400, "BadArgument", "Unknown activity type");
        }

        foreach (var attachment in activity["attachments"]?.AsArray() ?? [])
        {
            var problems = (string?)attachment?["contentType"] != "application/vnd.microsoft.card.adaptive" || attachment["content"] is not JsonObject card ? ["an attachment that is no adaptive card"] : TeamsCard.Problems(card).ToList();
            if (problems.Count > 0)
            {
                return Error(problems[0].Contains("bytes", StringComparison.Ordinal) ? 413 : 400, problems[0].Contains("bytes", StringComparison.Ordinal) ? "MessageSizeTooBig" : "BadArgument", string.Join("; ", problems));
            }
        }

        return (string?)activity["type"] == "message" && string.IsNullOrEmpty((string?)activity["text"]) && TeamsMessage.CardOf(activity) is null ? Error(400, "BadArgument", "Activity must have text or attachments") : null;
    }

    private (TeamsChat Chat, string? Root)? Find(string conversation)
    {
        var parts = conversation.Split(";messageid=");
        return chats.TryGetValue(parts[0], out var chat) && (parts.Length == 1 || Written(chat, parts[1]) is not null) ? (chat, parts.ElementAtOrDefault(1)) : null;
    }

    private static TeamsMessage? Written(TeamsChat chat, string id) => chat.Messages.FirstOrDefault(message => message.Id == id);

    /// <summary>Who is in a chat, in a channel's team or in the team itself; null where the bot is not.</summary>
    private IEnumerable<TeamsPerson>? Roster(string conversation) =>
        conversation == TeamId ? people.Values
        : Find(conversation) is not var (chat, _) || !chat.IsOpen ? null
        : chat.Kind == "channel" ? people.Values : chat.Members;

    private static async Task<(JsonObject? Json, int Characters)> BodyAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync();
        try
        {
            return (JsonNode.Parse(text) as JsonObject, text.Length);
        }
        catch (JsonException)
        {
            return (null, text.Length);
        }
    }

    private ThrottledResult Throttled(TimeSpan wait) => new(Faults.TellsHowLong ? wait : null);

    private static IResult NotFound() => Results.Json(new JsonObject { ["error"] = new JsonObject { ["code"] = "ConversationNotFound", ["message"] = "Conversation not found." } }, statusCode: 404);

    private IResult Error(int status, string code, string message)
    {
        if (status is 400 or 413)
        {
            Refusals.Enqueue(message);
        }

        return Results.Json(new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } }, statusCode: status);
    }

    private sealed class ThrottledResult(TimeSpan? wait) : IResult, IStatusCodeHttpResult
    {
        public int? StatusCode => 429;

        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = 429;
            if (wait is { } known)
            {
                httpContext.Response.Headers.RetryAfter = Math.Ceiling(known.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            }

            return httpContext.Response.WriteAsJsonAsync(new JsonObject { ["error"] = new JsonObject { ["code"] = "TooManyRequests", ["message"] = "Too many requests." } });
        }
    }
}
