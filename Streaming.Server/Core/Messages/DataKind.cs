using System.Text;
using System.Text.Unicode;

namespace Streaming.Server.Core.Messages;

/// <summary>The kind of a message's data: text, one JSON value, or bytes.</summary>
public enum DataKind : byte
{
    /// <summary>The data of the message is UTF-8 text.</summary>
    Text = 0,

    /// <summary>The data of the message is one JSON value in UTF-8, on one line.</summary>
    Json = 1,

    /// <summary>
    /// The data of the message is a sequence of bytes, which need not be text. Transports that can send only text send the bytes in Base64.
    /// </summary>
    Binary = 2,
}
