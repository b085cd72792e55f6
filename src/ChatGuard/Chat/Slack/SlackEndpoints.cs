using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatGuard.Store;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace ChatGuard.Chat.Slack;

/// <summary>Where Slack calls ChatGuard. A request is believed for its signature alone; what it says is kept before it is acknowledged, and worked off after.</summary>
internal static class SlackEndpoints
{
    /// <summary>The longest body read; Slack's own are a tenth of it at most.</summary>
    public const int LongestBody = 1 << 20;

    /// <summary>Nothing is mapped while Slack is off or connects by Socket Mode.</summary>
    public static void MapSlack(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<SlackOptions>>().Value is not { IsOn: true, IsSocket: false })
        {
            return;
        }

        app.MapPost("/slack/commands", context => TakeAsync(context, SlackKind.Command));
        app.MapPost("/slack/events", context => TakeAsync(context, SlackKind.Event));
        app.MapPost("/slack/interactions", context => TakeAsync(context, SlackKind.Interaction));
    }

    private static async Task TakeAsync(HttpContext context, SlackKind kind)
    {
        var services = context.RequestServices;
        if (await BodyAsync(context.Request, context.RequestAborted) is not { } body)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        var (options, clock) = (services.GetRequiredService<IOptions<SlackOptions>>().Value, services.GetRequiredService<TimeProvider>());
        if (!SlackSignature.Verify(options.SigningSecrets, Header(context, "X-Slack-Request-Timestamp"), Header(context, "X-Slack-Signature"), body, clock.GetUtcNow()))
        {
            // Slack's check of the certificate is not signed; it asks for nothing and gets nothing.
            context.Response.StatusCode = kind != SlackKind.Event && IsSslCheck(body) ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized;
            return;
        }

        var receiver = services.GetRequiredService<SlackReceiver>();
        var result = Parse(kind, body) is { } payload ? await AnswerAsync(receiver, kind, payload, context.RequestAborted) : TypedResults.BadRequest();
        await result.ExecuteAsync(context);
    }

    private static async Task<IResult> AnswerAsync(SlackReceiver receiver, SlackKind kind, JsonObject payload, CancellationToken cancellationToken)
    {
        if (payload.Text("type") == "url_verification" || payload.Text("ssl_check") is not null)
        {
            return payload.Text("challenge") is { } challenge ? TypedResults.Json(new { challenge }) : TypedResults.Ok();
        }

        try
        {
            await receiver.ReceiveAsync(kind, payload, cancellationToken);
            return TypedResults.Ok();
        }
        catch (StoreException)
        {
            // Slack delivers an event again, and shows who clicked that it did not work; to who typed a command it is said.
            return kind == SlackKind.Command ? TypedResults.Json(SlackReceiver.NotKept) : TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>The whole body; null where it is too long.</summary>
    private static async Task<byte[]?> BodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > LongestBody)
        {
            return null;
        }

        using var body = new MemoryStream();
        var buffer = new byte[16_384];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (body.Length + read > LongestBody)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private static string? Header(HttpContext context, string name) => context.Request.Headers[name] is { Count: 1 } header ? header[0] : null;

    /// <summary>Slack's object; null where it is none, however it is signed.</summary>
    private static JsonObject? Parse(SlackKind kind, byte[] body)
    {
        try
        {
            var text = Encoding.UTF8.GetString(body);
            return kind switch
            {
                SlackKind.Event => Object(text),
                SlackKind.Interaction => Form(text).Text("payload") is { } payload ? Object(payload) : Form(text) is { } form && form["ssl_check"] is not null ? form : null,
                _ => Form(text),
            };
        }
        catch (Exception error) when (error is JsonException or InvalidDataException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static bool IsSslCheck(byte[] body) => body.Length < 1_000 && Parse(SlackKind.Command, body)?.Text("ssl_check") == "1";

    private static JsonObject? Object(string text) => JsonNode.Parse(text) as JsonObject;

    private static JsonObject Form(string text)
    {
        var form = new JsonObject();
        foreach (var (name, values) in QueryHelpers.ParseQuery(text))
        {
            form[name] = values[0] ?? "";
        }

        return form;
    }
}
