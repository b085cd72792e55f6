using ChatGuard.Core.Answers;
using ChatGuard.Doctor;
using Microsoft.Extensions.Options;

namespace ChatGuard.Chat.Web;

/// <summary>What doctor says of the web chat: its channels, and whether the login's issuer answers.</summary>
internal sealed class WebDoctor(WebSurface surface, IOptions<WebOptions> options, IServiceProvider services)
{
    public async Task<IReadOnlyList<Diagnosis>> ExamineAsync(IReadOnlyList<ChannelRef> channels, CancellationToken cancellationToken) =>
    [
        .. channels.Select(channel => surface.Owns(channel)
            ? Diagnosis.Well($"{channel} is there")
            : Diagnosis.Wrong($"{channel} is not there; there is {string.Join(", ", surface.Channels.Select(name => $"web:{name}"))}", "Add it to ChatGuard:Web:Channels, or name another channel where this one is used.")),
        await LoginAsync(cancellationToken),
    ];

    private async Task<Diagnosis> LoginAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Login is not { } login)
        {
            return Diagnosis.Off("no login is set, so the page answers this computer only");
        }

        try
        {
            var issuer = await services.GetRequiredService<IOptionsMonitor<LoginHandler.LoginScheme>>().Get(WebLogin.Scheme).Issuer.GetConfigurationAsync(cancellationToken);
            return Diagnosis.Well($"the login's issuer {issuer.Issuer} answers");
        }
        catch (Exception error) when (error is InvalidOperationException or IOException or HttpRequestException)
        {
            return Diagnosis.Wrong(
                $"nobody can sign in: the issuer at {login.Authority} does not answer as OpenID Connect providers do: {error.GetBaseException().Message}",
                "Check ChatGuard:Web:Login:Authority, the network and HTTPS_PROXY.");
        }
    }
}
