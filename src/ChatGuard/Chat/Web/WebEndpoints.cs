using System.Text.Json;
using ChatGuard.Core.Answers;
using ChatGuard.Doctor;
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
        services.AddSingleton<WebDoctor>().AddSingleton(provider => new DoctorCheck("web", (channels, ct) => provider.GetRequiredService<WebDoctor>().ExamineAsync(channels, ct)));
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
        web.MapGet("/channels/{channel}/messages/{id:long}/tables.csv", TablesAsync);
        web.MapPost("/channels/{channel}/messages", PostAsync);
        web.MapPost("/channels/{channel}/clicks", WebClicks.PostAsync);
    }

    private static IResult State(HttpContext context, WebSurface surface, WebConversation conversation, WebPeople people)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(new { surface.Channels, conversation.Commands, Accounts = conversation.AccountNames().Select(VisibleText.Of), conversation.Source, conversation.Banner, People = people.State(context) }, JsonSerializerOptions.Web);
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

        return TypedResults.Json(messages.Messages.Select(message => Shown(message, channel)), JsonSerializerOptions.Web);
    }

    /// <summary>An answer's tables, as a file for spreadsheets.</summary>
    private static async Task<IResult> TablesAsync(HttpContext context, WebSurface surface, string channel, long id)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!surface.Channels.Contains(channel))
        {
            return WebBody.UnknownChannel(surface);
        }

        return await surface.FindAsync(channel, id, context.RequestAborted) is { Answer: { } answer } && TablesCsv.Has(answer)
            ? TypedResults.File(TablesCsv.Bytes(answer), "text/csv; charset=utf-8", $"chatguard-{channel}-{id}.csv")
            : WebBody.Refused(StatusCodes.Status404NotFound, "There is no such answer with a table; it may be older than ChatGuard keeps messages.");
    }

    /// <summary>Where an answer's tables can be downloaded; null where it has none.</summary>
    public static string? Csv(Answer? answer, string channel, long id) => answer is not null && TablesCsv.Has(answer) ? $"/web/channels/{channel}/messages/{id}/tables.csv" : null;

    private static object Shown(WebMessage message, string channel) => new
    {
        message.Id,
        message.Revision,
        Who = VisibleText.Of(message.Who),
        message.At,
        message.Text,
        message.Thread,
        Title = message.Answer is { } titled ? VisibleText.Of(titled.Title) : null,
        Csv = Csv(message.Answer, channel, message.Id),
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
