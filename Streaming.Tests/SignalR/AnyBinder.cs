using Microsoft.AspNetCore.SignalR;

namespace Streaming.Tests.SignalR;

/// <summary>Tells a SignalR protocol to parse items of streams as <see cref="HubItem"/>, and results as text.</summary>
internal sealed class AnyBinder : IInvocationBinder
{
    public static readonly AnyBinder Instance = new();

    public Type GetReturnType(string invocationId) => typeof(string);

    public IReadOnlyList<Type> GetParameterTypes(string methodName) => [];

    public Type GetStreamItemType(string streamId) => typeof(HubItem);
}
