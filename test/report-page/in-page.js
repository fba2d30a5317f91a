/**
 * What the check asks of a page. It runs in the browser, so it is no TypeScript: the types of browsers would be those of the whole repository.
 */
globalThis.inspect = (() => {
  /** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
  const luminance = (colour) => {
    const [red, green, blue] = colour.match(/\d+(\.\d+)?/g).map((part) => Number(part) / 255)
      .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (a, b) => {
    const [dark, light] = [luminance(a), luminance(b)].sort((one, other) => one - other);
    return (light + 0.05) / (dark + 0.05);
  };
  const isShown = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 || height > 0;
  };
  const screen = () => document.documentElement.clientWidth;

  const picture = (svg, { leastText, leastContrast }) => {
    const background = getComputedStyle(svg.closest('section')).backgroundColor;
    const texts = [...svg.querySelectorAll('text')].filter((text) => text.textContent !== '' && getComputedStyle(text).opacity !== '0' && isShown(text));
    const marks = [...svg.querySelectorAll('.role-mark path, .role-mark line')].filter(isShown);
    const problems = [];
    for (const text of texts) {
      const { left, right, width, height } = text.getBoundingClientRect();
      if (left < -1 || right > screen() + 1) problems.push(`"${text.textContent}" is cut off`);
      // Of a text that is turned, the width is the height of its letters.
      if (Math.min(width, height) < leastText && text.textContent.length > 1) problems.push(`"${text.textContent}" is only ${height.toFixed(1)} pixels high`);
      const ratio = contrast(getComputedStyle(text).fill, background);
      if (ratio < leastContrast.text) problems.push(`"${text.textContent}" has a contrast of only ${ratio.toFixed(1)}`);
    }
    const fills = marks.map((mark) => getComputedStyle(mark).fill).filter((fill) => fill.startsWith('rgb'));
    if (!fills.some((fill) => contrast(fill, background) >= leastContrast.marks)) problems.push('no mark stands out from the background');
    return { label: svg.getAttribute('aria-label').slice(0, 60), marks: marks.length, texts: texts.length, problems };
  };

  return {
    security: () => ({ isAttacked: 'attacked' in globalThis, elements: document.querySelectorAll('script, img, iframe, object, link, form').length }),
    background: () => getComputedStyle(document.body).backgroundColor,
    layout: (limits) => ({
      width: screen(), content: document.documentElement.scrollWidth,
      pictures: [...document.querySelectorAll('figure svg[role=img]')].filter(isShown).map((svg) => picture(svg, limits)),
    }),
    focused: () => {
      const element = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return {
        text: element.textContent.trim().slice(0, 40), hasOutline: outlineStyle !== 'none' && outlineWidth !== '0px',
        isClosed: element.matches('.inv:not([open]) > summary'),
      };
    },
    opened: () => ({
      isThis: document.activeElement.parentElement.open, count: document.querySelectorAll('.inv[open]').length,
      hasLog: document.activeElement.parentElement.querySelector('.log li') !== null,
    }),
    openAll: () => {
      for (const details of document.querySelectorAll('details')) {
        details.removeAttribute('name');
        details.open = true;
      }
    },
  };
})();
