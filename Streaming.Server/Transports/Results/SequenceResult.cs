using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Http.Rows;

namespace Streaming.Server.Transports.Results;

/// <summary>Creates the result that sends the sequence of an action, for any type of its elements.</summary>
internal static class SequenceResult
{
    /// <summary>Returns the result that sends a sequence; null if the value is not a sequence.</summary>
    /// <param name="value">The value that the action has returned.</param>
    /// <param name="declared">The return type that the action declares; null if it is unknown.</param>
    /// <param name="format">The format of the response.</param>
    /// <param name="contentType">The value of the response header <c>Content-Type</c>.</param>
    /// <param name="options">The options of the response, such as the name of the file.</param>
    public static IActionResult? Create(object value, Type? declared, RowFormat format, string contentType, RowOptions options)
    {
        if ((ItemOf(declared) ?? value.GetType().GetInterfaces().Select(ItemOf).FirstOrDefault(item => item is not null)) is not { } item)
            return null;
        return (IActionResult)Activator.CreateInstance(
            typeof(SequenceActionResult<>).MakeGenericType(item), value, format, contentType, options)!;
    }

    private static Type? ItemOf(Type? type) =>
        type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>) ? type.GetGenericArguments()[0]
            : null;
}
