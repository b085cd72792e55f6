using ChatGuard.Core.Proposals;

namespace ChatGuard.Chat.Web;

/// <summary>
/// The made-up people that one switches between while the sandbox is read, to try alone what takes two. Anybody at this computer may be any of them, so
/// they are never asked about where real accounts are read.
/// </summary>
internal static class SandboxPeople
{
    /// <summary>May approve.</summary>
    public static readonly SandboxPerson Anna = new(new Actor("web:anna.berg", "Anna Berg"), "approver", "arn:aws:iam::444455556666:user/anna.berg");

    /// <summary>May approve.</summary>
    public static readonly SandboxPerson Ben = new(new Actor("web:ben.cole", "Ben Cole"), "approver", "arn:aws:iam::444455556666:user/ben.cole");

    /// <summary>May approve, except what touches his own IAM user of northwind-legacy, whose access key is too old and in use.</summary>
    public static readonly SandboxPerson Bob = new(new Actor("web:bob.tanaka", "Bob Tanaka"), "approver with an old key", "arn:aws:iam::111122223333:user/bob.tanaka");

    /// <summary>May ask, not approve.</summary>
    public static readonly SandboxPerson Quinn = new(new Actor("web:quinn.baker", "Quinn Baker"), "developer", "arn:aws:iam::111122223333:user/quinn.baker");

    /// <summary>All of them; the first is who one is before choosing.</summary>
    public static readonly IReadOnlyList<SandboxPerson> All = [Anna, Ben, Bob, Quinn];

    private const string Cookie = "chatguard-person";

    /// <summary>Who this browser chose to be; the first person where it chose none.</summary>
    public static Actor Of(HttpRequest request) => (Find(request.Cookies[Cookie]) ?? All[0]).Actor;

    /// <summary>Remembers the choice in the browser; false where there is no such person.</summary>
    public static bool TryChoose(HttpContext context, string? id)
    {
        if (Find(id) is not { } chosen)
        {
            return false;
        }

        var remembered = new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, MaxAge = TimeSpan.FromDays(365), IsEssential = true };
        context.Response.Cookies.Append(Cookie, chosen.Actor.Id, remembered);
        return true;
    }

    private static SandboxPerson? Find(string? id) => All.FirstOrDefault(person => person.Actor.Id == id);
}

/// <summary>A made-up person.</summary>
/// <param name="Actor">The id and the name.</param>
/// <param name="Role">What the switcher says about them.</param>
/// <param name="IamUser">The ARN of their IAM user in the sandbox.</param>
internal sealed record SandboxPerson(Actor Actor, string Role, string IamUser);
