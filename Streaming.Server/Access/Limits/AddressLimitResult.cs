using System.Collections.Concurrent;

namespace Streaming.Server.Access.Limits;

/// <summary>Whether one more was taken.</summary>
internal enum AddressLimitResult
{
    /// <summary>It was.</summary>
    Taken,

    /// <summary>There are too many in all.</summary>
    TooManyInAll,

    /// <summary>There are too many of this address.</summary>
    TooManyOfAddress,
}
