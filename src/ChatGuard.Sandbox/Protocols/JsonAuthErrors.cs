namespace ChatGuard.Sandbox.Protocols;

/// <summary>The codes with which the JSON services refuse a signature; only the status differs between json and rest-json.</summary>
internal static class JsonAuthErrors
{
    public static AwsError Refuse(AuthFailure failure, string message, int status) => failure switch
    {
        AuthFailure.MissingToken => new AwsError("MissingAuthenticationTokenException", message, status),
        AuthFailure.Incomplete => new AwsError("IncompleteSignatureException", message, status),
        AuthFailure.UnknownKey => new AwsError("UnrecognizedClientException", message, status),
        AuthFailure.ExpiredToken => new AwsError("ExpiredTokenException", message, status),
        _ => new AwsError("InvalidSignatureException", message, status),
    };
}
