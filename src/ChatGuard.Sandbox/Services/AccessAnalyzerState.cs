namespace ChatGuard.Sandbox.Services;

/// <summary>What an account has in AccessAnalyzer.</summary>
public sealed class AccessAnalyzerState
{
}
