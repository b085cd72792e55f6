using ChatGuard.Tests.Chat.Scenarios;
using Xunit;

namespace ChatGuard.Tests.Chat.Teams;

/// <summary>What people do with ChatGuard, in Teams.</summary>
public sealed class TeamsScenarioTests(TeamsDriver teams) : ChatScenarios(teams), IClassFixture<TeamsDriver>;
