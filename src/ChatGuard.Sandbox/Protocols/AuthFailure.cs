namespace ChatGuard.Sandbox.Protocols;

/// <summary>Why a request's signature was refused; each protocol has its own code and status for it.</summary>
internal enum AuthFailure
{
    MissingToken,
    Incomplete,
    UnknownKey,
    BadSignature,
    Skewed,
    ExpiredToken,
    BodyMismatch,
}

/// <summary>A refused signature, before it is put into a protocol's words.</summary>
internal sealed class AuthException(AuthFailure failure, string message) : Exception(message)
{
    public AuthFailure Failure { get; } = failure;
}
