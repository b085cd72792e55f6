using ChatGuard.Sandbox.Protocols;
using Microsoft.AspNetCore.Http;

namespace ChatGuard.Sandbox;

/// <summary>Carries out the faults that struck a call, and writes the answer, whole or broken.</summary>
internal static class Disturbance
{
    private const string Page = "<!DOCTYPE html><html><head><title>Proxy</title></head><body><h1>The proxy could not reach the server</h1></body></html>";

    public static async Task DelayAsync(IReadOnlyList<SandboxFault> faults, TimeProvider clock, CancellationToken cancellationToken)
    {
        foreach (var fault in faults.Where(fault => fault.Kind == FaultKind.Latency))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(fault.Argument), clock, cancellationToken);
        }
    }

    public static void ThrowIfRefused(IReadOnlyList<SandboxFault> faults, Protocol protocol, Caller caller, RecordedCall call)
    {
        foreach (var fault in faults)
        {
            switch (fault.Kind)
            {
                case FaultKind.Deny:
                    throw protocol.Denied(caller, call.Service, call.Operation);
                case FaultKind.Throttle:
                    throw protocol.Throttled();
                case FaultKind.Error:
                    throw protocol.Failed(fault.Argument);
                default:
                    break;
            }
        }
    }

    public static async Task WriteAsync(HttpContext context, Answer answer, IReadOnlyList<SandboxFault> faults)
    {
        var broken = faults.FirstOrDefault(fault => fault.Kind is FaultKind.Drop or FaultKind.Truncate or FaultKind.Html);
        if (broken?.Kind == FaultKind.Drop)
        {
            context.Abort();
            return;
        }

        if (broken?.Kind == FaultKind.Html)
        {
            answer = Answer.Text(broken.Argument, "text/html; charset=utf-8", Page);
        }

        var response = context.Response;
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        if (answer.Status is 204 or 304 || HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        response.ContentType ??= answer.ContentType;
        response.ContentLength = answer.Body.Length;
        var length = broken?.Kind == FaultKind.Truncate ? answer.Body.Length / 2 : answer.Body.Length;
        await response.Body.WriteAsync(answer.Body.AsMemory(0, length), context.RequestAborted);
        if (length < answer.Body.Length)
        {
            await response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        }
    }
}
