using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ChatGuard.Tests.Chat.Slack.Fake;

/// <summary>The <c>response_url</c> of commands and clicks: five uses within thirty minutes.</summary>
internal sealed class ResponseUrls(SlackWorkspace workspace)
{
    private const int MostUses = 5;

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    private readonly Dictionary<string, ResponseUrl> issued = new(StringComparer.Ordinal);

    public Uri Address { get; set; } = new("http://127.0.0.1");

    /// <summary>Issues one.</summary>
    /// <param name="channel">Where it was asked or clicked.</param>
    /// <param name="user">By whom.</param>
    /// <param name="source">The message that was clicked; null for a command.</param>
    public string New(string channel, string user, SlackMessage? source)
    {
        lock (workspace.Gate)
        {
            var token = SlackWorkspace.Secret();
            var address = new Uri(Address, $"/response/{token}").ToString();
            issued[token] = new ResponseUrl(channel, user, source, workspace.Clock.GetUtcNow()) { Address = address };
            return address;
        }
    }

    /// <summary>Posts the body with which a command was acknowledged: the same as through the URL, without using it up.</summary>
    public void Immediate(string channel, string user, JsonObject body)
    {
        lock (workspace.Gate)
        {
            Respond(new ResponseUrl(channel, user, null, workspace.Clock.GetUtcNow()), body);
        }
    }

    public async Task PostAsync(HttpContext context)
    {
        var token = (string)context.Request.RouteValues["token"]!;
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        var (status, answer) = Post(token, text);
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(answer);
    }

    private (int Status, string Answer) Post(string token, string text)
    {
        lock (workspace.Gate)
        {
            if (!issued.TryGetValue(token, out var url))
            {
                return (StatusCodes.Status404NotFound, "no_service");
            }

            if (workspace.Clock.GetUtcNow() - url.At > Life)
            {
                return (StatusCodes.Status404NotFound, "expired_url");
            }

            if (url.Uses >= MostUses)
            {
                return (StatusCodes.Status404NotFound, "used_url");
            }

            try
            {
                url.Uses++;
                Respond(url, JsonNode.Parse(text) as JsonObject ?? throw new SlackError("invalid_payload"));
                return (StatusCodes.Status200OK, "ok");
            }
            catch (JsonException)
            {
                return (StatusCodes.Status400BadRequest, "invalid_payload");
            }
            catch (SlackError error)
            {
                return (StatusCodes.Status400BadRequest, error.Code);
            }
        }
    }

    private void Respond(ResponseUrl url, JsonObject body)
    {
        // A command's URL replaces only what was said through it; a click's replaces the message that was clicked.
        var original = url.Source ?? url.Last;
        if (body["delete_original"]?.GetValue<bool>() == true)
        {
            original?.IsDeleted = true;
            return;
        }

        var text = BlockRules.Value(body["text"]) ?? "";
        var blocks = WebApi.Checked(body["blocks"]?.DeepClone(), text, workspace);
        if (body["replace_original"]?.GetValue<bool>() == true && original is not null)
        {
            (original.Text, original.Blocks) = (text, blocks);
            original.Edits++;
            return;
        }

        var isPublic = BlockRules.Value(body["response_type"]) == "in_channel";
        url.Last = new SlackMessage(url.Channel, workspace.Stamp(), SlackWorkspace.Bot)
        {
            Text = text,
            Blocks = blocks,
            ThreadTs = BlockRules.Value(body["thread_ts"]),
            EphemeralFor = isPublic ? null : url.User,
            IsResponse = true,
            Via = url.Address,
        };
        workspace.Channels[url.Channel].Messages.Add(url.Last);
    }

    private sealed record ResponseUrl(string Channel, string User, SlackMessage? Source, DateTimeOffset At)
    {
        public string? Address { get; init; }

        public int Uses { get; set; }

        public SlackMessage? Last { get; set; }
    }
}
