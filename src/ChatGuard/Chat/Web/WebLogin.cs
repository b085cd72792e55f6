using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace ChatGuard.Chat.Web;

/// <summary>The login of the web chat: one issuer, and a session kept in a cookie.</summary>
internal static class WebLogin
{
    public const string Scheme = "login";

    /// <summary>Adds the login where one is configured.</summary>
    public static IServiceCollection AddWebLogin(this IServiceCollection services, IConfiguration configuration)
    {
        if (!configuration.GetSection(WebLoginOptions.Section).Exists())
        {
            return services;
        }

        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie().AddOAuth<LoginHandler.LoginScheme, LoginHandler>(Scheme, _ => { });
        services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme).Configure<IOptions<WebOptions>>((session, web) => Configure(session, web.Value.Login!));
        services.AddOptions<LoginHandler.LoginScheme>(Scheme).Configure<IOptions<WebOptions>>((scheme, web) => Configure(scheme, web.Value.Login!));
        return services;
    }

    /// <summary>Adds sign-in, its callback and sign-out, where a login is configured.</summary>
    public static void MapWebLogin(this WebApplication app)
    {
        if (app.Services.GetService<IAuthenticationSchemeProvider>() is null)
        {
            return;
        }

        app.UseAuthentication();
        app.MapGet("/web/sign-in", () => TypedResults.Challenge(new AuthenticationProperties { RedirectUri = "/" }, [Scheme]));
        app.MapPost("/web/sign-out", async context =>
        {
            await context.SignOutAsync();
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        });
    }

    private static void Configure(CookieAuthenticationOptions session, WebLoginOptions login)
    {
        session.Cookie.Name = "chatguard-session";
        Protect(session.Cookie);
        session.ExpireTimeSpan = login.SessionLength;

        // An open page asks for messages all the time: only what a person does keeps a session alive.
        session.Events.OnCheckSlidingExpiration = context =>
        {
            context.ShouldRenew = context.ShouldRenew && HttpMethods.IsPost(context.Request.Method);
            return Task.CompletedTask;
        };
    }

    private static void Configure(LoginHandler.LoginScheme scheme, WebLoginOptions login)
    {
        var address = $"{login.Authority.TrimEnd('/')}/.well-known/openid-configuration";
        var retriever = new HttpDocumentRetriever(new HttpClient { Timeout = TimeSpan.FromSeconds(20) }) { RequireHttps = new Uri(login.Authority).Scheme == Uri.UriSchemeHttps };
        scheme.Login = login;
        scheme.Issuer = new ConfigurationManager<OpenIdConnectConfiguration>(address, new OpenIdConnectConfigurationRetriever(), retriever);
        scheme.ClientId = login.ClientId;
        scheme.ClientSecret = login.ClientSecret;
        scheme.CallbackPath = "/web/sign-in/callback";
        scheme.UsePkce = true;
        scheme.Scope.Clear();
        (login.Scopes.Count > 0 ? login.Scopes : ["profile"]).Prepend("openid").Distinct(StringComparer.Ordinal).ToList().ForEach(scheme.Scope.Add);
        scheme.CorrelationCookie.Name = "chatguard-sign-in.";
        Protect(scheme.CorrelationCookie);
        scheme.Events = new OAuthEvents { OnRemoteFailure = Refuse };
    }

    // Lax, for the issuer's redirect back is another site's; the guard admits http on this computer only, so the cookie is secure elsewhere.
    private static void Protect(CookieBuilder cookie)
    {
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
    }

    private static Task Refuse(RemoteFailureContext context)
    {
        context.HttpContext.RequestServices.GetRequiredService<ILogger<LoginHandler>>().SignInRefused(context.Failure?.Message ?? "no reason given");
        context.Response.Redirect("/?sign-in=failed");
        context.HandleResponse();
        return Task.CompletedTask;
    }
}
