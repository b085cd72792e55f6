using System.Security.Claims;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;
using Microsoft.Extensions.Options;

namespace ChatGuard.Chat.Web;

/// <summary>
/// Who uses the page, as far as anybody vouches for them: the login where one is configured; without it the made-up people while the sandbox is read, and
/// nobody where real accounts are.
/// </summary>
internal sealed class WebPeople(IOptions<WebOptions> options, WebConversation conversation)
{
    /// <summary>The claim that holds <see cref="Actor.Id"/> in a session.</summary>
    public const string IdClaim = "id";

    /// <summary>The claim that holds <see cref="Actor.Name"/> in a session.</summary>
    public const string NameClaim = "name";

    /// <summary>Whether one has to sign in before anything is shown.</summary>
    public bool HasLogin => options.Value.Login is not null;

    /// <summary>Whether one chooses among made-up people.</summary>
    public bool HasChoice => !HasLogin && conversation.Source == "sandbox";

    /// <summary>Who sent the request; null where nobody vouches for anybody.</summary>
    public Actor? Of(HttpContext context) =>
        HasLogin ? SignedIn(context.User)
        : HasChoice ? SandboxPeople.Of(context.Request)
        : null;

    /// <summary>Refuses whatever holds data while a login is configured and nobody is signed in.</summary>
    public static async ValueTask<object?> OnlySignedInAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var people = invocation.HttpContext.RequestServices.GetRequiredService<WebPeople>();
        return people.HasLogin && people.Of(invocation.HttpContext) is null
            ? TypedResults.Problem("Sign in first: open the page and choose Sign in.", statusCode: StatusCodes.Status401Unauthorized)
            : await next(invocation);
    }

    /// <summary>What the page is told of the people: who one is, and whom one may choose or whether one may sign out.</summary>
    public object State(HttpContext context)
    {
        var actor = Of(context);
        return new
        {
            Me = actor is null ? null : new { actor.Id, Name = VisibleText.Of(actor.Name) },
            People = HasChoice ? SandboxPeople.All.Select(person => new { person.Actor.Id, person.Actor.Name, person.Role }) : [],
            MaySignOut = HasLogin,
        };
    }

    private static Actor? SignedIn(ClaimsPrincipal session) =>
        session.Identity is { IsAuthenticated: true } && session.FindFirst(IdClaim)?.Value is { Length: > 0 } id
            ? new Actor(id, session.FindFirst(NameClaim)?.Value ?? id)
            : null;
}
