using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Explains to SignalR clients which arguments the methods of the hub take. For a call with the wrong number or kind of arguments, SignalR
/// itself sends only that an error occurred.
/// </summary>
internal static class HubArguments
{
    private static readonly Lazy<Dictionary<string, string>> s_methods = new(() => typeof(StreamHub)
        .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(method => method.GetBaseDefinition().DeclaringType == typeof(StreamHub))
        .ToDictionary(method => method.Name, Describe, StringComparer.OrdinalIgnoreCase));

    /// <summary>
    /// Returns the failure with a sentence that SignalR sends to the client. The sentence has nothing of the original exception, which may
    /// have internals of the server.
    /// </summary>
    public static InvocationBindingFailureMessage Explain(InvocationBindingFailureMessage failure)
    {
        var sentence = s_methods.Value.TryGetValue(failure.Target, out var arguments)
            ? $"The arguments do not fit: {failure.Target} takes {arguments}. Give all of them, in this order."
            : $"There is no such method; there are {string.Join(", ", s_methods.Value.Keys)}.";
        return new InvocationBindingFailureMessage(failure.InvocationId!, failure.Target,
            ExceptionDispatchInfo.Capture(new HubException(sentence, failure.BindingFailure.SourceException)));
    }

    private static string Describe(MethodInfo method) => string.Join(", ", method.GetParameters()
        .Where(parameter => parameter.ParameterType != typeof(CancellationToken)).Select(Describe));

    private static string Describe(ParameterInfo parameter) => $"{parameter.Name} ({Kind(parameter)})";

    private static string Kind(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(string[]) => "a list of texts",
        var type when type == typeof(long) => "a whole number",
        var type when type == typeof(HubData) => "any value",
        var type when type == typeof(ChannelReader<HubData>) => "a stream",
        _ => new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable ? "a text or null" : "a text",
    };
}
