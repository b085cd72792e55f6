namespace ChatGuard.Sandbox;

/// <summary>A long-lived key pair of the sandbox, as a client's environment wants it.</summary>
public sealed record SandboxCredentials(string AccessKeyId, string SecretAccessKey);
