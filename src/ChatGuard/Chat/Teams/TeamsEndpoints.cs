using System.Net;
using System.Text.Json;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;
using ChatGuard.Doctor;
using ChatGuard.Store;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ChatGuard.Chat.Teams;

/// <summary>Teams over HTTP: Bot Connector posts every activity to <c>/api/messages</c>.</summary>
internal static class TeamsEndpoints
{
    // Teams' own limit for a message is 100 KB; every one carries its text twice.
    private const int Largest = 512 * 1024;

    private static readonly TimeSpan HttpTimeout = TimeSpan.FromSeconds(15);

    /// <summary>The surface, off where no app id is configured.</summary>
    public static IServiceCollection AddTeams(this IServiceCollection services)
    {
        services.AddOptions<TeamsOptions>().BindConfiguration(TeamsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TeamsOptions>, Validator>();
        services.AddHttpClient(TeamsOptions.Section, client => client.Timeout = HttpTimeout).RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
        services.AddSingleton<SigningKeys>().AddSingleton<InboundTokens>().AddSingleton<ConnectorToken>().AddSingleton<Pace>().AddSingleton<Connector>();
        services.AddSingleton<TeamsDoctor>().AddSingleton(provider =>
            new DoctorCheck("teams", (channels, token) => provider.GetRequiredService<TeamsDoctor>().ExamineAsync(channels, token)));
        services.TryAddSingleton<Pages>();
        services.AddSingleton<TeamsNames>().AddSingleton(provider => new NameSource("teams:", provider.GetRequiredService<TeamsNames>().FindAsync));
        return services.AddSingleton<TeamsSurface>().AddSingleton<IChatSurface>(provider => provider.GetRequiredService<TeamsSurface>());
    }

    /// <summary>What answers; after <see cref="AddTeams"/>. Needs an <see cref="AnswerQuestion"/>, a <see cref="ClickButton"/>, a <see cref="ShowPlan"/> and an <see cref="Inbox"/> among the services.</summary>
    public static IServiceCollection AddTeamsChat(this IServiceCollection services)
    {
        services.AddSingleton<TeamsPeople>().AddSingleton<TeamsMessages>().AddSingleton<TeamsInvokes>();
        return services.AddSingleton(provider => new InboxHandler("teams", (item, token) => provider.GetRequiredService<TeamsMessages>().HandleAsync(item, token)));
    }

    /// <summary>Adds the endpoint where Teams is on.</summary>
    public static void MapTeams(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<TeamsOptions>>().Value;
        if (!options.IsOn)
        {
            return;
        }

        if (options.DevAnonymous)
        {
            app.Services.GetRequiredService<ILogger<TeamsOptions>>().TeamsAnonymous();
        }

        app.MapPost("/api/messages", ReceiveAsync);
    }

    private static async Task<IResult> ReceiveAsync(HttpContext context, TeamsPeople people, TeamsInvokes invokes, Inbox inbox)
    {
        try
        {
            return await VerifiedAsync(context) is not { } activity ? TypedResults.StatusCode(StatusCodes.Status401Unauthorized)
                : !people.IsOurs(activity) ? TypedResults.StatusCode(StatusCodes.Status403Forbidden)
                : activity.Type == "invoke" ? await InvokeAsync(activity, invokes)
                : await KeepAsync(activity, inbox, context.RequestAborted);
        }
        catch (JsonException)
        {
            return TypedResults.StatusCode(StatusCodes.Status400BadRequest);
        }
        catch (BadHttpRequestException error)
        {
            return TypedResults.StatusCode(error.StatusCode);
        }
        catch (Exception error) when (error is KeysUnavailableException or StoreException)
        {
            // The connector delivers again what is answered so.
            context.RequestServices.GetRequiredService<ILogger<TeamsOptions>>().TeamsNotTaken(error.Message);
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>The activity, where its sender proved to be Bot Connector speaking for Teams; null otherwise. Of strangers nothing but the header is read.</summary>
    private static async Task<TeamsActivity?> VerifiedAsync(HttpContext context)
    {
        var services = context.RequestServices;
        if (services.GetRequiredService<IOptions<TeamsOptions>>().Value.DevAnonymous)
        {
            var local = await ReadAsync(context);
            return IsHere(context) && Uri.TryCreate(local.ServiceUrl, UriKind.Absolute, out var address) && address.IsLoopback ? local : null;
        }

        var token = await services.GetRequiredService<InboundTokens>().VerifyAsync(context.Request.Headers.Authorization, context.RequestAborted);
        if (token is null)
        {
            return null;
        }

        var activity = await ReadAsync(context);
        if (!token.Vouches(activity))
        {
            services.GetRequiredService<ILogger<InboundTokens>>().TeamsTokenRefused("it does not speak for this activity");
            return null;
        }

        return activity;
    }

    private static bool IsHere(HttpContext context) =>
        context.Connection is { RemoteIpAddress: { } remote, LocalIpAddress: { } local } && IPAddress.IsLoopback(remote) && IPAddress.IsLoopback(local);

    private static async Task<TeamsActivity> ReadAsync(HttpContext context)
    {
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = Largest;
        using var reader = new StreamReader(context.Request.Body);
        return TeamsActivity.Read(await reader.ReadToEndAsync(context.RequestAborted));
    }

    private static async Task<IResult> InvokeAsync(TeamsActivity activity, TeamsInvokes invokes) => await invokes.AnswerAsync(activity) is { } reply
        ? TypedResults.Text(AdaptiveCard.Write(reply), "application/json")
        : TypedResults.StatusCode(StatusCodes.Status501NotImplemented);

    private static async Task<IResult> KeepAsync(TeamsActivity activity, Inbox inbox, CancellationToken cancellationToken)
    {
        if (activity.Type is "message" or "conversationUpdate" or "installationUpdate" && activity.Conversation?.Id is { Length: > 0 } conversation)
        {
            // What has no id cannot come twice under it.
            var id = activity.Id is { Length: > 0 } own ? own : Guid.NewGuid().ToString("N");
            await inbox.ReceiveAsync($"teams:{conversation}:{id}", "teams", activity.Write(), cancellationToken);
        }

        return TypedResults.StatusCode(StatusCodes.Status200OK);
    }

    /// <summary>Checks the settings when ChatGuard starts.</summary>
    private sealed class Validator(IHostEnvironment environment) : IValidateOptions<TeamsOptions>
    {
        public ValidateOptionsResult Validate(string? name, TeamsOptions options)
        {
            var problems = options.Problems().ToList();
            if (options.DevAnonymous && !environment.IsDevelopment())
            {
                problems.Add($"{TeamsOptions.Section}:DevAnonymous takes messages without a token, which is for Development alone (DOTNET_ENVIRONMENT=Development), not {environment.EnvironmentName}.");
            }

            return problems.Count > 0 ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
        }
    }
}
