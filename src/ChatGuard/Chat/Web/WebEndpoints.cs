using System.Text.Json;
using ChatGuard.Core.Answers;
using Microsoft.Extensions.Options;

namespace ChatGuard.Chat.Web;

/// <summary>The web chat over HTTP: its page at <c>/</c>, everything else below <c>/web</c>.</summary>
internal static class WebEndpoints
{
    /// <summary>The longest text accepted, in UTF-16 characters.</summary>
    public const int LongestText = 2_000;

    /// <summary>The header of a list of messages that was made without the database.</summary>
    public const string MemoryOnly = "ChatGuard-Memory-Only";

    public static IServiceCollection AddWebChat(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WebOptions>().BindConfiguration("ChatGuard:Web")
            .PostConfigure(options => options.Channels = options.Channels.Count > 0 ? options.Channels : ["security", "general"])
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<WebOptions>, WebOptions.Validator>();
        services.AddWebLogin(configuration).AddSingleton<WebPeople>();
        services.AddSingleton<WebSurface>().AddSingleton<IChatSurface>(provider => provider.GetRequiredService<WebSurface>());
        return services;
    }

    /// <summary>Adds the page, its guards and its endpoints. Needs a <see cref="WebConversation"/>, a <see cref="Store.Store"/> and a <see cref="TimeProvider"/> among the services.</summary>
    public static void MapWebChat(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<WebOptions>>();
        app.Use((context, next) => WebGuard.InvokeAsync(context, options.Value.PublicUrl, _ => next(context)));
        app.MapWebLogin();
        app.MapGet("/", context => PageFiles.Serve(context, "index.html").ExecuteAsync(context));
        app.MapGet("/web/page/{file}", PageFiles.Serve);
        var web = app.MapGroup("/web").AddEndpointFilter(WebPeople.OnlySignedInAsync);
        web.MapGet("/state", State);
        web.MapPost("/person", ChooseAsync);
        web.MapGet("/channels/{channel}/messages", MessagesAsync);
        web.MapPost("/channels/{channel}/messages", PostAsync);
        web.MapPost("/channels/{channel}/clicks", WebClicks.PostAsync);
    }

    private static IResult State(HttpContext context, WebSurface surface, WebConversation conversation, WebPeople people)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(new { surface.Channels, conversation.Commands, conversation.Source, conversation.Banner, People = people.State(context) }, JsonSerializerOptions.Web);
    }

    private static async Task<IResult> ChooseAsync(HttpContext context, WebPeople people)
    {
        var (chosen, problem) = await WebBody.ReadAsync<Chosen>(context, """{"id": "web:anna.berg"}""");
        return problem
            ?? (!people.HasChoice ? WebBody.Refused(StatusCodes.Status403Forbidden, "Only the sandbox has people to choose among.")
            : SandboxPeople.TryChoose(context, chosen!.Id) ? TypedResults.NoContent()
            : WebBody.Refused(StatusCodes.Status400BadRequest, $"There is no such person. There are: {string.Join(", ", SandboxPeople.All.Select(person => person.Actor.Id))}."));
    }

    private static async Task<IResult> MessagesAsync(HttpContext context, WebSurface surface, string channel, long after = 0)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (await surface.MessagesAsync(channel, after, context.RequestAborted) is not { } messages)
        {
            return WebBody.UnknownChannel(surface);
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

    private static async Task<IResult> PostAsync(HttpContext context, WebSurface surface, WebConversation conversation, WebPeople people, string channel)
    {
        if (!surface.Channels.Contains(channel))
        {
            return WebBody.UnknownChannel(surface);
        }

        var (posted, problem) = await WebBody.ReadAsync<Posted>(context, """{"text": "help"}""");
        var text = posted?.Text?.Trim() ?? "";
        return problem ?? text.Length switch
        {
            0 => WebBody.Refused(StatusCodes.Status400BadRequest, "The message has no text. Type a command such as help."),
            > LongestText => WebBody.TooLong(StatusCodes.Status400BadRequest),
            _ => new AnswerStream(surface, conversation, people.Of(context), channel, text),
        };
    }

    /// <summary>The tone as the page's style sheet names it.</summary>
    public static string Name(Tone tone) => tone.ToString().ToLowerInvariant();

    private sealed record Posted(string? Text);

    private sealed record Chosen(string? Id);
}
