using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using ChatGuard.Tests.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ChatGuard.Tests;

/// <summary>What a served ChatGuard sends to an OpenTelemetry collector over OTLP's HTTP.</summary>
public sealed class TelemetryTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<(string Path, string Body)> received = new();
    private WebApplication collector = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        collector = builder.Build();
        collector.MapPost("/{**path}", async (HttpContext context, string path) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);

            // Names stand in OTLP's protobuf as they are.
            received.Enqueue((path, Encoding.Latin1.GetString(body.ToArray())));
            return Results.Bytes([], "application/x-protobuf");
        });
        await collector.StartAsync(Stop);
    }

    public ValueTask DisposeAsync() => collector.DisposeAsync();

    [Fact]
    public async Task TracesAndMetricsArriveAtTheCollector()
    {
        await using var serving = new Cli().With(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.Single()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=test-ring"),
            ("ChatGuard__Digests__0__Name", "often"), ("ChatGuard__Digests__0__Channel", "web:general"), ("ChatGuard__Digests__0__Cron", "* * * * * ?")).Start("--urls", "http://127.0.0.1:0");
        var banner = serving.Banner();
        var address = new Uri(banner.Split("Web chat")[1].Split('\n')[0].Trim());
        using var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Add("Origin", address.GetLeftPart(UriPartial.Authority));
        using (var answer = await client.PostAsJsonAsync("/web/channels/security/messages", new { text = "posture" }, Stop))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("\"answer\"", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }

        for (var n = 0; n < 600 && !(await client.GetStringAsync("/web/channels/general/messages", Stop)).Contains("Details of the digest", StringComparison.Ordinal); n++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Stop);
        }

        Assert.Equal(0, (await serving.TerminateAsync()).Exit);
        var traces = Sent("v1/traces");
        Assert.All(["chatguard", "test-ring", "read account", "cloud.account.id", "digest", "post", "web:general"], name => Assert.Contains(name, traces, StringComparison.Ordinal));
        var metrics = Sent("v1/metrics");
        Assert.All(
            ["chatguard.account.read.duration", "chatguard.aws.requests", "iam", "guardduty", "outcome", "200", "chatguard.digest.lag", "often", "chatguard.outbox.depth", "chatguard.posts", "posted", "chatguard.commands", "posture"],
            name => Assert.Contains(name, metrics, StringComparison.Ordinal));
        Assert.DoesNotContain("northwind-chatguard", traces + metrics, StringComparison.Ordinal);
    }

    private string Sent(string path) => string.Concat(received.Where(each => each.Path == path).Select(each => each.Body));
}
