using System.Text;
using System.Text.RegularExpressions;
using ChatGuard.Tests.Aws;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ChatGuard.Tests.Kills;

/// <summary>Stands between a replica and the sandbox, and tells the trap of each call that changes something: before it is passed on, and after it was answered.</summary>
internal sealed partial class AwsProxy : IAsyncDisposable
{
    private readonly WebApplication app;

    private AwsProxy(WebApplication app) => this.app = app;

    public string Url => app.Urls.Single();

    public static async Task<AwsProxy> StartAsync(Uri sandbox, int replica, Trap trap, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = sandbox };
        web.Lifetime.ApplicationStopped.Register(client.Dispose);
        web.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var write = Write(context.Request, body.ToArray());
            if (write is not null && await trap.PassAsync(new Moment(replica, write, IsBefore: true)))
            {
                context.Abort();
                return;
            }

            using var answer = await Forwarding.SendAsync(context, client, body.ToArray());
            if (write is not null && await trap.PassAsync(new Moment(replica, write, IsBefore: false)))
            {
                context.Abort();
                return;
            }

            await Forwarding.AnswerAsync(context, answer);
        });
        await web.StartAsync(cancellationToken);
        return new AwsProxy(web);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>The operation of a request that changes something; null for reads. The test compares them with what the sandbox took for writes.</summary>
    private static string? Write(HttpRequest request, byte[] body)
    {
        var operation = request.Headers["X-Amz-Target"] is [{ } target] ? target[(target.LastIndexOf('.') + 1)..]
            : request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal) == true ? Action().Match(Encoding.UTF8.GetString(body)).Groups["name"].Value
            : RestRead().IsMatch($"{request.Method} {request.Path}") ? "Get" : $"{request.Method} call";
        return operation.Length == 0 || Read().IsMatch(operation) ? null : $"the call {operation}";
    }

    [GeneratedRegex("(^|&)Action=(?<name>[A-Za-z0-9]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Action();

    [GeneratedRegex("^(Get|List|Describe|Lookup|Assume|Simulate|Generate)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Read();

    /// <summary>GuardDuty's reads are POSTs, some of them.</summary>
    [GeneratedRegex("^(GET|HEAD) |^POST /detector/[^/]+/findings(/get|/statistics)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RestRead();
}
