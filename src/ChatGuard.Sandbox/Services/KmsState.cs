namespace ChatGuard.Sandbox.Services;

/// <summary>What an account has in Kms.</summary>
public sealed class KmsState
{
}
