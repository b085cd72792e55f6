using ChatGuard.CommandLine;
using Microsoft.Extensions.Options;
using Xunit;

namespace ChatGuard.Tests.CommandLine;

/// <summary>The configuration as a whole, checked before anything starts.</summary>
public sealed class ConfigurationTests
{
    [Fact]
    public async Task WrongSettingsOfSeveralSectionsAreNamedTogether()
    {
        await using var app = Serve.Build(["--ChatGuard:Aws:MaxAge=00:00:01", "--ChatGuard:Thresholds:RootUse=0", "--ChatGuard:Web:Channels:0=No!"]);

        var problems = Assert.Throws<AggregateException>(app.ValidateConfiguration).InnerExceptions.Cast<OptionsValidationException>().SelectMany(error => error.Failures).ToList();

        Assert.Equal(3, problems.Count);
        Assert.Contains(problems, problem => problem.StartsWith("ChatGuard:Aws: The field MaxAge", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.StartsWith("ChatGuard:Thresholds", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.StartsWith("ChatGuard:Web:Channels", StringComparison.Ordinal));
    }

    [Fact]
    public async Task NoSettingAtAllIsRight()
    {
        await using var app = Serve.Build([]);

        Assert.Null(Record.Exception(app.ValidateConfiguration));
    }
}
