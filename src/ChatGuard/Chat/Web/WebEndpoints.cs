using System.Text.Json;
using ChatGuard.Core.Answers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace ChatGuard.Chat.Web;

/// <summary>The web chat over HTTP: its page at <c>/</c>, everything else below <c>/web</c>.</summary>
internal static class WebEndpoints
{
    /// <summary>The longest text accepted, in UTF-16 characters.</summary>
    public const int LongestText = 2_000;

    /// <summary>The header of a list of messages that was made without the database.</summary>
    public const string MemoryOnly = "ChatGuard-Memory-Only";

    // Room for the longest text with every character escaped as \uXXXX.
    private const int LargestBody = 32 * 1024;

    public static IServiceCollection AddWebChat(this IServiceCollection services)
    {
        services.AddOptions<WebOptions>().BindConfiguration("ChatGuard:Web")
            .PostConfigure(options => options.Channels = options.Channels.Count > 0 ? options.Channels : ["security", "general"])
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<WebOptions>, WebOptions.Validator>();
        services.AddSingleton<WebSurface>().AddSingleton<IChatSurface>(provider => provider.GetRequiredService<WebSurface>());
        return services;
    }

    /// <summary>Adds the page, its guards and its endpoints. Needs a <see cref="WebConversation"/>, a <see cref="Store.Store"/> and a <see cref="TimeProvider"/> among the services.</summary>
    public static void MapWebChat(this WebApplication app)
    {
        app.Use(LoopbackOnly.InvokeAsync);
        app.MapGet("/", context => PageFiles.Serve(context, "index.html").ExecuteAsync(context));
        var web = app.MapGroup("/web");
        web.MapGet("/page/{file}", PageFiles.Serve);
        web.MapGet("/state", State);
        web.MapGet("/channels/{channel}/messages", MessagesAsync);
        web.MapPost("/channels/{channel}/messages", PostAsync);
    }

    private static IResult State(HttpResponse response, WebSurface surface, WebConversation conversation)
    {
        response.Headers.CacheControl = "no-store";
        return TypedResults.Json(new { surface.Channels, conversation.Commands, conversation.Source, conversation.Banner }, JsonSerializerOptions.Web);
    }

    private static async Task<IResult> MessagesAsync(HttpContext context, WebSurface surface, string channel, long after = 0)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (await surface.MessagesAsync(channel, after, context.RequestAborted) is not { } messages)
        {
            return UnknownChannel(surface);
        }

        if (messages.IsMemoryOnly)
        {
            context.Response.Headers[MemoryOnly] = "true";
        }

        return TypedResults.Json(messages.Messages.Select(Shown), JsonSerializerOptions.Web);
    }

    private static object Shown(WebMessage message) => new
    {
        message.Id,
        message.Revision,
        Who = VisibleText.Of(message.Who),
        message.At,
        message.Text,
        Html = message.Answer is { } answer ? Html.Render(answer) : null,
        Tone = message.Answer is { } toned ? Name(toned.Tone) : null,
    };

    private static async Task<IResult> PostAsync(HttpContext context, WebSurface surface, WebConversation conversation, string channel)
    {
        if (!surface.Channels.Contains(channel))
        {
            return UnknownChannel(surface);
        }

        if (context.Request.ContentType?.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase) != true)
        {
            return Refused(StatusCodes.Status415UnsupportedMediaType, "Send the message as JSON: Content-Type application/json, body {\"text\": \"help\"}.");
        }

        var (text, problem) = await ReadAsync(context);
        return problem ?? new AnswerStream(surface, conversation, channel, text);
    }

    private static async Task<(string Text, IResult? Problem)> ReadAsync(HttpContext context)
    {
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = LargestBody;
        try
        {
            var posted = await JsonSerializer.DeserializeAsync<Posted>(context.Request.Body, JsonSerializerOptions.Web, context.RequestAborted);
            var text = posted?.Text?.Trim() ?? "";
            return (text, text.Length switch
            {
                0 => Refused(StatusCodes.Status400BadRequest, "The message has no text. Type a command such as help."),
                > LongestText => TooLong(StatusCodes.Status400BadRequest),
                _ => null,
            });
        }
        catch (JsonException)
        {
            return ("", Refused(StatusCodes.Status400BadRequest, "The body is not the JSON object expected here: {\"text\": \"help\"}."));
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return ("", TooLong(tooLarge.StatusCode));
        }
    }

    /// <summary>The tone as the page's style sheet names it.</summary>
    public static string Name(Tone tone) => tone.ToString().ToLowerInvariant();

    private static IResult TooLong(int status) => Refused(status, $"The message is longer than {LongestText:N0} characters. Shorten it and send it again.");

    private static IResult UnknownChannel(WebSurface surface) =>
        Refused(StatusCodes.Status404NotFound, $"There is no such channel. The channels are: {string.Join(", ", surface.Channels)}.");

    private static IResult Refused(int status, string reason) => TypedResults.Problem(reason, statusCode: status);

    private sealed record Posted(string? Text);
}
