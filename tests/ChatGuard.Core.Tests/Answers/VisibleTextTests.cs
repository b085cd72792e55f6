using ChatGuard.Core.Answers;
using Xunit;

namespace ChatGuard.Core.Tests.Answers;

public class VisibleTextTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("שלום 日本 é 🙂", "שלום 日本 é 🙂")]
    [InlineData("a\u202Eb", @"a\u202eb")]
    [InlineData("a\u001b[31mb", @"a\u001b[31mb")]
    [InlineData("a\r\nb\tc", @"a\r\nb\tc")]
    [InlineData("a\u2028b\u0085c", @"a\u2028b\u0085c")]
    [InlineData("zero\u200Bwidth\uFEFF", @"zero\u200bwidth\ufeff")]
    [InlineData("\U000E0041", @"\U000e0041")]
    [InlineData("", "")]
    public void WhatHidesOrReordersTextIsShownAsAnEscape(string text, string visible) => Assert.Equal(visible, VisibleText.Of(text));

    [Fact]
    public void HalfASurrogatePairIsShownAsAnEscape() => Assert.Equal(@"half \ud83d pair", VisibleText.Of("half " + (char)0xD83D + " pair"));
}
