using ChatGuard.Core.Proposals;
using ChatGuard.Policies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace ChatGuard.Tests.Policies;

/// <summary>What approvers are called, from whoever says it.</summary>
public sealed class NamesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Anna Berg", "Anna Berg")]
    [InlineData("  Anna\u202E Berg\n", "Anna\\u202e Berg")]
    [InlineData("U1", null)]
    [InlineData("slack:T1/U1", null)]
    [InlineData(" ", null)]
    public void ANameIsShownAsItCanBeReadAndAnIdIsNone(string name, string? shown)
    {
        var names = new Names();

        names.Learn(new Actor("slack:T1/U1", name));

        Assert.Equal(shown, names.Of("slack:T1/U1"));
    }

    [Fact]
    public async Task AChatThatFailsKeepsNoOtherNameFromBeingKnown()
    {
        var (names, asked) = (new Names(), new List<string>());
        var found = new TaskCompletionSource();
        NameSource[] sources =
        [
            new("slack:", (_, _) => throw new HttpRequestException("Slack does not answer")),
            new("teams:", (id, _) =>
            {
                asked.Add(id);
                return Task.FromResult<string?>("Ben Cole");
            }),
            new("web:", (_, _) =>
            {
                found.SetResult();
                return Task.FromResult<string?>(null);
            }),
        ];
        await using var services = new ServiceCollection().AddOptions()
            .Configure<ApprovalOptions>(options => options.Rules = [new() { Approvers = ["teams:t/1", "slack:T1/usergroup:S1", "web:last"] }, new() { Approvers = ["teams:t/1"] }]).BuildServiceProvider();
        using var refresh = new NameRefresh(names, sources, services.GetRequiredService<IOptionsMonitor<ApprovalOptions>>(), TimeProvider.System, NullLogger<NameRefresh>.Instance);

        await refresh.StartAsync(Stop);
        await found.Task.WaitAsync(Stop);
        await refresh.StopAsync(Stop);

        Assert.Equal(["teams:t/1"], asked);
        Assert.Equal(("Ben Cole", null, null), (names.Of("teams:t/1"), names.Of("slack:T1/usergroup:S1"), names.Of("web:last")));
    }
}
