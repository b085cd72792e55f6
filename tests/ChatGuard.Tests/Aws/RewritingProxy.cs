using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ChatGuard.Tests.Aws;

/// <summary>Stands between a client and the sandbox and answers one kind of request itself; signatures stay valid, for the Host header goes through.</summary>
internal sealed class RewritingProxy : IAsyncDisposable
{
    private readonly WebApplication app;

    private RewritingProxy(WebApplication app) => this.app = app;

    public Uri Url => new(app.Urls.Single());

    /// <param name="target">Where other requests go.</param>
    /// <param name="marker">What a request's body contains that is answered here.</param>
    /// <param name="answer">The XML it is answered with.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    public static async Task<RewritingProxy> StartAsync(Uri target, string marker, string answer, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = target };
        web.Lifetime.ApplicationStopped.Register(client.Dispose);
        web.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            if (Encoding.UTF8.GetString(body.ToArray()).Contains(marker, StringComparison.Ordinal))
            {
                context.Response.ContentType = "text/xml";
                await context.Response.WriteAsync(answer, context.RequestAborted);
                return;
            }

            using var answered = await Forwarding.SendAsync(context, client, body.ToArray());
            await Forwarding.AnswerAsync(context, answered);
        });
        await web.StartAsync(cancellationToken);
        return new RewritingProxy(web);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
